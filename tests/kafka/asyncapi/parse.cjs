// Reads a JSON array of AsyncAPI documents; writes, for each, what the official parser has to say of it.
const { readFileSync } = require("node:fs");
const { Parser } = require("@asyncapi/parser");

async function main() {
  const results = [];
  for (const source of JSON.parse(readFileSync(0, "utf8"))) {
    const { document, diagnostics } = await new Parser().parse(source);
    results.push({
      diagnostics: diagnostics.map(({ severity, code, path, message }) => ({ severity, code, path, message })),
      messages: document ? document.allMessages().all().map((message) => message.name()) : null,
    });
  }
  console.log(JSON.stringify(results));
}

main();

// What opens over the page: an article with its marks, or the page of a name.

import { $, h, plain, safeLink } from "./dom.js";
import { ask } from "./api.js";
import { change, get, hrefFor, onChange, opens } from "./address.js";
import { marked, showTips } from "./marks.js";
import { nameView } from "./name.js";
import { counted, when } from "./words.js";

let shown = "";
let turn = 0;

export function startSheet() {
  const sheet = $("sheet");
  $("sheet-close").addEventListener("click", () => sheet.close());
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  sheet.addEventListener("close", () => change({ read: "", who: "" }));
  document.addEventListener("withdrawn", ({ detail }) => shown === `read:${detail}` && fill(++turn, gone(true)));
  showTips(sheet, $("tip"));
  onChange(() => show());
  show();
}

async function show() {
  const [read, who] = [get("read"), get("who")];
  const wanted = read ? `read:${read}` : who ? `who:${who}` : "";
  if (wanted === shown) return;
  shown = wanted;
  $("tip").hidden = true;
  document.title = "غرفة الأخبار";
  if (!wanted) {
    $("sheet").close();
    return;
  }
  const mine = ++turn;
  let content;
  try {
    content = read ? articleView(await ask(`articles/${encodeURIComponent(read)}`)) : await nameView(who);
  } catch (error) {
    content = gone(read, error.status === 404);
  }
  fill(mine, content);
}

function gone(read, known = true) {
  const why = read ? "هذا المقال غير متاح: سُحب أو لم يعد محفوظًا هنا." : "لا يرد هذا الاسم في المقالات المحفوظة هنا.";
  return [h("h2", { id: "sheet-title" }, known ? why : "تعذّر تحميل هذا. أعد المحاولة بعد قليل.")];
}

function fill(mine, content) {
  if (mine !== turn) return;
  const body = $("sheet-body");
  $("tip").hidden = true;
  body.replaceChildren(...content);
  document.title = plain(`${body.querySelector("h2")?.textContent ?? ""} · غرفة الأخبار`);
  if (!$("sheet").open) $("sheet").showModal();
  body.focus({ preventScroll: true });
  $("sheet").scrollTop = 0;
}

function articleView(event) {
  const { article, entities, quotes, skipped } = event;
  const link = safeLink(article.uri);
  const byType = (type) => entities.filter((entity) => entity.type === type).sort((a, b) => b.salience - a.salience);
  return [
    article.source && h("p", { class: "kicker" }, h("bdi", {}, article.source)),
    h("h2", { id: "sheet-title" }, marked(event, "headline")[0] ?? ""),
    h(
      "p",
      { class: "line" },
      article.published && h("time", { datetime: article.published }, when(article.published)),
      h("span", {}, counted("quote", quotes.length)),
      link && h("a", { href: link, rel: "noopener noreferrer external", target: "_blank" }, "المقال عند ناشره ↗"),
    ),
    skipped && h("p", { class: "line" }, skipped === "empty" ? "المقال بلا نص." : "المقال ليس بالعربية، فلم يُحلَّل."),
    h(
      "p",
      { class: "legend", "aria-label": "دليل العلامات" },
      h("span", { class: "said" }, "قول"),
      h("span", { class: "cue" }, "فعل القول"),
      h("span", { class: "entity", data: { type: "PER" } }, "شخص"),
      h("span", { class: "entity", data: { type: "LOC" } }, "مكان"),
      h("span", { class: "entity", data: { type: "ORG" } }, "منظمة"),
      h("span", { class: "entity", data: { type: "MISC" } }, "اسم آخر"),
    ),
    h("div", { class: "prose" }, marked(event, "body").map((nodes) => h("p", {}, nodes))),
    ...[["PER", "أشخاص"], ["ORG", "منظمات"], ["LOC", "أماكن"], ["MISC", "أسماء أخرى"]].flatMap(([type, title]) => {
      const found = byType(type);
      if (!found.length) return [];
      const chips = found.map((entity) => h("li", {}, chip(entity.id, entity.name, entity.mentions.length)));
      return [h("h3", {}, title), h("ul", { class: "chips" }, chips)];
    }),
  ].filter(Boolean);
}

const chip = (id, name, count) =>
  h("a", { class: "chip", href: hrefFor({ who: id }), onclick: opens({ who: id }) }, h("bdi", {}, name), count > 1 && h("span", { class: "n" }, `×${count}`));

// One quote, and the quotes of one article under its headline.

import { h } from "./dom.js";
import { hrefFor, opens } from "./address.js";
import { ACTS, KINDS, UNKNOWN, ago, counted, when } from "./words.js";

const SHOWN = 5;

/** The name of a person, place or organisation as a link to its page. */
export function nameLink(id, name, properties = {}) {
  return h("a", { href: hrefFor({ who: id }), onclick: opens({ who: id }), ...properties }, h("bdi", {}, name));
}

export function quoteView(quote) {
  const { speaker, cue } = quote;
  const act = cue?.speech_act;
  return h(
    "div",
    { class: `quote ${quote.kind}`, data: { quote: quote.id } },
    h(
      "p",
      { class: "who" },
      speaker ? nameLink(speaker.id, speaker.name, { class: "speaker" }) : h("span", { class: "speaker unknown" }, UNKNOWN),
      speaker?.role && h("span", { class: "role" }, h("bdi", {}, speaker.role)),
    ),
    h("blockquote", { class: "words", dir: "auto" }, quote.text),
    h(
      "p",
      { class: "how" },
      act && h("span", { class: "act", data: { act } }, cue.negated ? `${ACTS[act] ?? act} (منفي)` : (ACTS[act] ?? act)),
      h("span", { class: "kind" }, KINDS[quote.kind]),
      cue && h("span", { class: "cue" }, h("bdi", {}, cue.text)),
    ),
  );
}

/** An article with its quotes: { article, received, quotes }. The first few are shown, the others on demand. */
export function groupView(group, { all = false } = {}) {
  const { article } = group;
  const rest = all ? [] : group.quotes.slice(SHOWN);
  const shown = rest.length > 1 ? group.quotes.slice(0, SHOWN) : group.quotes;
  const element = h(
    "article",
    { class: "group", tabindex: "0", data: { article: article.id }, "aria-label": `${article.source ?? ""}: ${article.headline}` },
    h(
      "header",
      {},
      h("h3", {}, h("a", { href: hrefFor({ read: article.id }), onclick: opens({ read: article.id }) }, h("bdi", {}, article.headline))),
      h(
        "p",
        { class: "from" },
        article.source && h("bdi", { class: "outlet" }, article.source),
        article.published && h("time", { datetime: article.published }, when(article.published)),
        h("time", { class: "ago", data: { time: group.received }, title: "وقت الوصول" }, ago(group.received)),
      ),
    ),
    shown.map(quoteView),
  );
  if (rest.length > 1) {
    const button = h("button", { type: "button", class: "rest" }, `و${counted("furtherQuote", rest.length)}`);
    button.addEventListener("click", () => {
      const views = rest.map(quoteView);
      button.replaceWith(...views);
      views[0].querySelector("a")?.focus();
    });
    element.append(button);
  }
  return element;
}

/** Quotes, newest first, as groups by article. */
export function grouped(quotes) {
  const groups = [];
  for (const quote of quotes) {
    const last = groups.at(-1);
    if (last?.article.id === quote.article.id) last.quotes.push(quote);
    else groups.push({ article: quote.article, received: quote.received, quotes: [quote] });
  }
  return groups;
}

// The page of a person, place or organisation: everything said, over time and by outlet, and named with whom.

import { h } from "./dom.js";
import { ask } from "./api.js";
import { change, hrefFor, opens } from "./address.js";
import { grouped, groupView } from "./quote.js";
import { ACTS, PARAMETER, TYPES, ago, number, onDay } from "./words.js";

const PAGE = 30;

export async function nameView(id) {
  const found = await ask(`entities/${encodeURIComponent(id)}`);
  const parameter = PARAMETER[found.type];
  // what was said by it; for what says nothing, what others say where it is named
  const query = found.quotes || !parameter ? `speaker=${encodeURIComponent(id)}` : `${parameter}=${encodeURIComponent(id)}`;
  const page = await ask("quotes", `${query}&limit=${PAGE}`);
  const outlets = h("ul", { class: "bars" }, bars(found.by_outlet, ({ name }) => name));
  const days = h("ul", { class: "bars" }, bars(found.by_day.slice(-14), ({ day }) => onDay(day)));
  const acts = found.by_act.map(({ name, count }) =>
    h("li", {}, h("span", { class: "act", data: { act: name } }, `${ACTS[name] ?? name} ${number(count)}`)),
  );
  const together = found.with.map((other) =>
    h(
      "li",
      {},
      h("a", { class: "chip", href: hrefFor({ who: other.id }), onclick: opens({ who: other.id }) }, h("bdi", {}, other.name), other.articles > 1 && h("span", { class: "n" }, `×${number(other.articles)}`)),
    ),
  );
  return [
    h("p", { class: "kicker" }, TYPES[found.type] ?? "متحدث"),
    h("h2", { id: "sheet-title" }, h("bdi", {}, found.name)),
    found.roles.length > 0 && h("p", { class: "line" }, found.roles.map((role) => h("bdi", {}, role))),
    h("dl", { class: "facts" }, fact("أقوال", found.quotes), fact("مقالات", found.articles), fact("مرات الذكر", found.mentions)),
    parameter &&
      h(
        "p",
        { class: "actions" },
        h("button", { type: "button", class: "button", onclick: () => change({ [parameter]: id, who: "", read: "" }) }, "اعرض كل الأقوال المتصلة به"),
      ),
    found.quotes > 0 &&
      h("div", { class: "halves" }, h("section", {}, h("h3", {}, "أقواله عبر الأيام"), days), h("section", {}, h("h3", {}, "بحسب المصدر"), outlets)),
    acts.length > 0 && [h("h3", {}, "كيف قيلت"), h("ul", { class: "chips" }, acts)],
    together.length > 0 && [h("h3", {}, "ذُكر معه"), h("ul", { class: "chips" }, together)],
    page.items.length > 0 && [h("h3", {}, found.quotes ? "كل ما قاله" : "ما قيل وورد فيه"), quoteList(query, page)],
    h("h3", {}, "مقالات ورد فيها"),
    h(
      "ul",
      { class: "headlines" },
      found.headlines.map((article) =>
        h(
          "li",
          {},
          h("a", { href: hrefFor({ read: article.id }), onclick: opens({ read: article.id }) }, h("bdi", {}, article.headline)),
          h("p", { class: "from" }, article.source && h("bdi", { class: "outlet" }, article.source), h("time", { class: "ago", data: { time: article.received } }, ago(article.received))),
        ),
      ),
    ),
  ]
    .flat()
    .filter(Boolean);
}

const fact = (title, value) => value > 0 && h("div", {}, h("dt", {}, title), h("dd", {}, number(value)));

function bars(items, title) {
  const most = Math.max(...items.map(({ count }) => count), 1);
  return items.map((item) => {
    const bar = h("span", { class: "bar", "aria-hidden": "true" });
    bar.style.inlineSize = `${(100 * item.count) / most}%`;
    return h("li", {}, h("bdi", {}, title(item)), bar, h("span", { class: "n" }, number(item.count)));
  });
}

function quoteList(query, first) {
  const list = h("div", {});
  const more = h("button", { type: "button", class: "button more" }, "المزيد");
  let next = null;
  const add = (page) => {
    list.append(...grouped(page.items).map((group) => groupView(group, { all: true })));
    next = page.next;
    more.hidden = !next;
  };
  more.addEventListener("click", async () => {
    const page = await ask("quotes", `${query}&limit=${PAGE}&after=${next}`).catch(() => null);
    if (page) add(page);
  });
  add(first);
  return h("div", {}, list, more);
}

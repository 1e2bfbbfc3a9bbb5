// The filters: a form, the chosen ones as chips, both from the address bar and back to it.

import { $, h } from "./dom.js";
import { ask } from "./api.js";
import { FILTERS, change, get, onChange } from "./address.js";
import { ACTS, KINDS } from "./words.js";

const NAMES = { person: "PER", place: "LOC", organisation: "ORG" };
const TITLES = { q: "النص", person: "الشخص", place: "المكان", organisation: "المنظمة", outlet: "المصدر", kind: "النقل", act: "الفعل", speaker: "المتحدث" };
const TYPING = 200;

const form = $("filters");
const suggested = { person: new Map(), place: new Map(), organisation: new Map() };
const known = new Map(); // names by id

export function startFilters() {
  for (const [value, text] of Object.entries(KINDS)) form.elements.kind.append(h("option", { value }, text));
  for (const [value, text] of Object.entries(ACTS)) form.elements.act.append(h("option", { value }, text));
  $("filter-toggle").addEventListener("click", () => toggle(form.hidden));
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["outlet", "kind", "act"])
    form.elements[name].addEventListener("change", (event) => change({ [name]: event.target.value }));
  for (const name of Object.keys(NAMES)) {
    const input = form.elements[name];
    let timer;
    const take = () => {
      const id = suggested[name].get(input.value.trim());
      if (id) change({ [name]: id });
      else if (!input.value.trim()) change({ [name]: "" });
      return id;
    };
    input.addEventListener("input", () => {
      clearTimeout(timer);
      // a whole name typed by hand counts as chosen too, once it is known to be one
      if (!take()) timer = setTimeout(() => suggest(name).then(take), TYPING);
    });
    input.addEventListener("change", take);
    input.addEventListener("focus", () => suggest(name));
  }
  let timer;
  $("q").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 2 * TYPING);
  });
  $("search").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    search();
  });
  onChange(show);
  show();
  if (FILTERS.some((name) => name !== "q" && get(name))) toggle(true);
}

function search() {
  change({ q: $("q").value.trim() }, { replace: Boolean(get("q")) });
}

function toggle(open) {
  form.hidden = !open;
  $("filter-toggle").setAttribute("aria-expanded", String(open));
  if (open) outlets();
}

async function suggest(name) {
  const query = new URLSearchParams({ type: NAMES[name], q: form.elements[name].value.trim(), limit: 20 });
  const answer = await ask("entities", query).catch(() => null);
  if (!answer) return;
  suggested[name] = new Map(answer.items.map((item) => [item.name, item.id]));
  form.elements[name].list.replaceChildren(...answer.items.map((item) => h("option", { value: item.name })));
}

async function outlets() {
  const answer = await ask("outlets").catch(() => null);
  if (!answer) return;
  const select = form.elements.outlet;
  const names = new Set([...answer.items.map((item) => item.name), get("outlet")].filter(Boolean));
  select.replaceChildren(select.options[0], ...[...names].map((name) => h("option", { value: name }, name)));
  select.value = get("outlet");
}

async function show() {
  if (document.activeElement !== $("q")) $("q").value = get("q");
  for (const name of ["outlet", "kind", "act"]) form.elements[name].value = get(name);
  const chosen = FILTERS.filter((name) => get(name));
  await Promise.all(chosen.filter((name) => name in NAMES || name === "speaker").map((name) => nameOf(get(name))));
  if (FILTERS.filter((name) => get(name)).join() !== chosen.join()) return; // changed meanwhile
  for (const name of Object.keys(NAMES))
    if (document.activeElement !== form.elements[name] || get(name)) form.elements[name].value = get(name) ? known.get(get(name)) : "";
  $("chips").replaceChildren(
    ...chosen.map((name) => {
      const value = get(name);
      const text = { kind: KINDS, act: ACTS }[name]?.[value] ?? known.get(value) ?? value;
      return h(
        "li",
        {},
        h("button", { type: "button", class: "chip", "aria-label": `أزل المرشح ${TITLES[name]}: ${text}`, onclick: () => change({ [name]: "" }) }, h("span", { class: "label" }, `${TITLES[name]}:`), h("bdi", {}, text)),
      );
    }),
  );
}

async function nameOf(id) {
  if (known.has(id)) return;
  const found = await ask(`entities/${encodeURIComponent(id)}`).catch(() => null);
  known.set(id, found?.name ?? id.replace(/^name:/, ""));
}

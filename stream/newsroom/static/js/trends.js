// Rising names: four boards with trend lines, asked for anew every few seconds.

import { $, h, s } from "./dom.js";
import { ask } from "./api.js";
import { nameLink } from "./quote.js";
import { number } from "./words.js";

const EVERY = 10_000;
const SOON = 1500;
const BOARDS = [
  { title: "الأكثر اقتباسًا", query: "subject=quoted" },
  { title: "أشخاص", query: "subject=named&type=PER" },
  { title: "أماكن", query: "subject=named&type=LOC" },
  { title: "منظمات", query: "subject=named&type=ORG" },
];
const TALL = matchMedia("(min-width: 118rem) and (min-height: 62rem)");
const LOW = matchMedia("(min-width: 64rem) and (max-height: 60rem)");
const rows = () => (TALL.matches ? 10 : LOW.matches ? 4 : 6); // so that the map is in view below them
const WIDTH = 60;
const HEIGHT = 24;

let window_ = "hour";
let timer = 0;
let turn = 0;

export function startTrends() {
  for (const { title } of BOARDS) {
    $("boards").append(h("section", { class: "board", "aria-label": title }, h("h3", {}, title), h("ol", {})));
  }
  for (const button of document.querySelectorAll("[data-window]")) {
    button.addEventListener("click", () => {
      window_ = button.dataset.window;
      for (const other of document.querySelectorAll("[data-window]"))
        other.setAttribute("aria-pressed", String(other === button));
      refresh();
    });
  }
  // the tables count an article a moment after the page has it
  document.addEventListener("arrived", () => again(SOON));
  document.addEventListener("withdrawn", () => again(SOON));
  document.addEventListener("visibilitychange", () => !document.hidden && refresh());
  refresh();
}

let due = Infinity;
function again(delay) {
  const time = Date.now() + delay;
  if (time >= due) return;
  clearTimeout(timer);
  due = time;
  timer = setTimeout(refresh, delay);
}

async function refresh() {
  clearTimeout(timer);
  due = Infinity;
  if (document.hidden) return;
  const mine = ++turn;
  const answers = await Promise.all(
    BOARDS.map(({ query }) => ask("trends", `${query}&window=${window_}&order=rise&limit=${rows()}`).catch(() => null)),
  );
  if (mine !== turn) return;
  [...$("boards").children].forEach((board, index) => answers[index] && fill(board.querySelector("ol"), answers[index]));
  again(answers.every((answer) => answer?.ready) ? EVERY : SOON);
}

function fill(list, { items, ready }) {
  const key = JSON.stringify(items);
  if (list.dataset.key === key && list.children.length) return;
  list.dataset.key = key;
  const focused = document.activeElement?.closest("li")?.dataset.id;
  const lines = items.map((trend) =>
    h(
      "li",
      { data: { id: trend.id } },
      nameLink(trend.id, trend.name, { class: "name" }),
      spark(trend.points),
      h(
        "span",
        { class: "total" },
        number(trend.count),
        trend.rise >= 1 && h("span", { class: "rise", title: "فوق المعتاد" }, `↑ ${number(Math.round(trend.rise))}`),
      ),
    ),
  );
  list.replaceChildren(...(lines.length ? lines : [h("li", { class: "none" }, ready ? "لا شيء في هذه المدة." : "تُجمع الأعداد…")]));
  if (focused) [...list.children].find((row) => row.dataset.id === focused)?.querySelector("a")?.focus();
}

/** A small trend line, time from right to left as the page is read. */
export function spark(points) {
  const most = Math.max(...points, 1);
  const step = WIDTH / Math.max(points.length - 1, 1);
  const at = points.map((value, index) => [WIDTH - index * step, HEIGHT - 2 - (value / most) * (HEIGHT - 4)]);
  const line = at.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  const [x, y] = at.at(-1);
  return s(
    "svg",
    { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" },
    s("polygon", { class: "area", points: `${WIDTH},${HEIGHT} ${line} 0,${HEIGHT}` }),
    s("polyline", { class: "line", points: line }),
    s("circle", { cx: x, cy: y, r: 2.4 }),
  );
}

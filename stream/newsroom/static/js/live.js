// The live column: quotes as they come, pause and resume, older ones, and the connection's state.

import { $ } from "./dom.js";
import { ask } from "./api.js";
import { filterQuery, onChange } from "./address.js";
import { grouped, groupView } from "./quote.js";
import { ago, counted } from "./words.js";

const PAGE = 60;
const MOST_GROUPS = 200;
const MOST_HELD = 300;

const feed = $("feed");
let source = null;
let lastId = "";
let next = null;
let query = null;
let coming = null; // the article whose quotes are coming in
let paused = false;
let held = []; // groups that came during a pause
let overflow = false; // more came than is held: on resuming, the list is loaded anew
let unseen = 0;
let turns = 0;
let loading = false;
let waiting = []; // groups that came while the list was loading

export function startLive() {
  $("pause").addEventListener("click", () => (paused ? resume() : pause()));
  $("more").addEventListener("click", older);
  $("fresh").addEventListener("click", () => {
    scrollTo({ top: 0, behavior: "smooth" });
    seen();
  });
  addEventListener("scroll", () => scrollY < 80 && seen(), { passive: true });
  setInterval(refreshTimes, 20_000);
  onChange(() => {
    if (filterQuery().toString() !== query) open();
  });
  open();
}

function open() {
  query = filterQuery().toString();
  lastId = "";
  connect();
  load();
}

function connect() {
  source?.close();
  coming = null;
  const ask = new URLSearchParams(query);
  if (lastId) ask.set("last_event_id", lastId);
  source = new EventSource(`/api/stream?${ask}`);
  const here = source;
  const on = (name, action) =>
    source.addEventListener(name, (event) => {
      if (here !== source) return;
      if (event.lastEventId) lastId = event.lastEventId;
      action(JSON.parse(event.data));
    });
  source.onerror = () => {
    if (here !== source) return;
    setState("wait", "انقطع الاتصال، يعيد المحاولة…");
    if (source.readyState === EventSource.CLOSED) setTimeout(() => here === source && connect(), 3000);
  };
  on("ready", () => setState("live"));
  on("resumed", () => setState("live"));
  on("reset", () => {
    setState("live");
    load();
  });
  on("dropped", load);
  on("article", (article) => {
    coming = { article, quotes: [], expected: article.quotes };
    if (!article.quotes) complete();
  });
  on("quote", (quote) => {
    if (!coming) return;
    coming.quotes.push(quote);
    if (coming.quotes.length === coming.expected) complete();
  });
  on("withdrawn", ({ article }) => {
    remove(article);
    held = held.filter((group) => group.article.id !== article);
    waiting = waiting.filter((group) => group.article.id !== article);
    document.dispatchEvent(new CustomEvent("withdrawn", { detail: article }));
    showCount();
  });
}

function complete() {
  const { article, quotes } = coming;
  coming = null;
  const group = { article: quotes[0]?.article ?? article, received: quotes[0]?.received ?? Date.now(), quotes };
  if (loading) waiting.push(group);
  else if (!paused) arrive(group);
  else {
    held = held.filter((former) => former.article.id !== article.id);
    held.push(group);
    if (held.length > MOST_HELD) {
      held.shift();
      overflow = true;
    }
    showPause();
  }
  document.dispatchEvent(new CustomEvent("arrived"));
}

/** Put a group on top, in place of the article's former version. */
function arrive(group) {
  const focused = document.activeElement?.closest?.(".group")?.dataset.article === group.article.id;
  remove(group.article.id);
  if (group.quotes.length) {
    const element = groupView(group);
    element.classList.add("new");
    feed.prepend(element);
    if (focused) element.focus();
    while (feed.children.length > MOST_GROUPS) feed.lastElementChild.remove();
    if (scrollY > 400) {
      unseen += group.quotes.length;
      $("fresh").textContent = `↑ ${counted("newQuote", unseen)}`;
      $("fresh").hidden = false;
    }
  }
  showCount();
}

function remove(article) {
  for (const element of [...feed.children]) if (element.dataset.article === article) element.remove();
}

async function load() {
  const turn = ++turns;
  loading = true;
  waiting = [];
  feed.setAttribute("aria-busy", "true");
  try {
    const page = await ask("quotes", `${query}&limit=${PAGE}`);
    if (turn !== turns) return;
    next = page.next;
    feed.replaceChildren(...grouped(page.items).map((group) => groupView(group)));
  } catch {
    if (turn !== turns) return;
    setTimeout(() => turn === turns && load(), 3000);
    return;
  }
  loading = false;
  feed.setAttribute("aria-busy", "false");
  const came = waiting;
  waiting = [];
  if (paused) held.push(...came);
  else {
    held = [];
    overflow = false;
    came.forEach(arrive);
  }
  $("more").hidden = !next;
  showCount();
}

async function older() {
  const asked = query;
  const page = await ask("quotes", `${query}&limit=${PAGE}&after=${next}`).catch(() => null);
  if (!page || asked !== query) return;
  next = page.next;
  for (const group of grouped(page.items)) {
    const last = feed.lastElementChild;
    if (last?.dataset.article === group.article.id) last.append(...groupView(group, { all: true }).querySelectorAll(".quote"));
    else feed.append(groupView(group));
  }
  $("more").hidden = !next;
  showCount();
}

function pause() {
  paused = true;
  showPause();
}

function resume() {
  paused = false;
  const came = held;
  held = [];
  showPause();
  if (overflow) {
    overflow = false;
    load();
  } else came.forEach(arrive);
}

function showPause() {
  const count = held.reduce((sum, group) => sum + group.quotes.length, 0);
  $("pause").setAttribute("aria-pressed", String(paused));
  $("pause-text").textContent = !paused ? "إيقاف مؤقت" : count ? `استئناف · ${counted("newQuote", count)}` : "استئناف";
  if ($("status").dataset.state !== "wait") setState("live");
}

function setState(state, text) {
  const shown = state === "live" && paused ? "paused" : state;
  $("status").dataset.state = shown;
  const words = text ?? (shown === "paused" ? "متوقف مؤقتًا" : "مباشر");
  if ($("status-text").textContent !== words) $("status-text").textContent = words;
}

function showCount() {
  const count = feed.querySelectorAll(".group").length;
  $("live-count").textContent = count ? counted("article", count) : "";
  $("empty").hidden = count > 0 || feed.getAttribute("aria-busy") === "true";
  $("empty").textContent = query ? "لا أقوال توافق هذه المرشحات." : "لا أقوال بعد. ستظهر هنا فور وصولها.";
}

function seen() {
  unseen = 0;
  $("fresh").hidden = true;
}

function refreshTimes() {
  for (const element of document.querySelectorAll("time.ago")) element.textContent = ago(Number(element.dataset.time));
}

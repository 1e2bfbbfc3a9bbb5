// The map: places of the last day, sized by mentions, on an outline of the world's land.

import { $, plain, s } from "./dom.js";
import { ask } from "./api.js";
import { hrefFor, opens } from "./address.js";
import { counted } from "./words.js";

const EVERY = 20_000;
const MOST = 150;
const FEW = 8; // mentions; where all are fewer, no circle has the full size
const LABELS = 14;
const CLOSEST = 190; // the least width of what is shown, of the world's 1000
const WORLD = { x: 8, y: 0, width: 984, height: 428 };

let zoom = "near";
let places = [];
let layer;

export async function startMap() {
  const svg = $("map");
  const { land } = await (await fetch("world.json")).json();
  layer = s("g", {});
  svg.append(s("path", { class: "land", d: land, "aria-hidden": "true" }), layer);
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => {
      zoom = button.dataset.zoom;
      for (const other of document.querySelectorAll("[data-zoom]"))
        other.setAttribute("aria-pressed", String(other === button));
      draw();
    });
  }
  new ResizeObserver(draw).observe(svg);
  document.addEventListener("arrived", () => setTimeout(refresh, 2500), { once: true });
  document.addEventListener("withdrawn", () => setTimeout(refresh, 1500));
  setInterval(() => document.hidden || refresh(), EVERY);
  refresh();
}

async function refresh() {
  const answer = await ask("trends", `subject=named&type=LOC&window=day&order=mentions&limit=${MOST}`).catch(() => null);
  if (!answer) return;
  if (!answer.ready) setTimeout(refresh, 1500);
  const found = answer.items
    .filter((trend) => trend.geo)
    .map((trend) => ({ ...trend, at: project(trend.geo[0], trend.geo[1]) }));
  if (JSON.stringify(found) === JSON.stringify(places)) return;
  places = found;
  draw();
}

/** The Natural Earth projection (Patterson 2012, polynomial of Šavrič), on the canvas of world.json. */
export function project(latitude, longitude) {
  const phi = (latitude * Math.PI) / 180;
  const lambda = (longitude * Math.PI) / 180;
  const p2 = phi * phi;
  const p4 = p2 * p2;
  const x = lambda * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4)));
  const y = phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)));
  return [500 + 180 * x, 250 - 180 * y];
}

/** The part of the world to show: most places and some room around them, in the shape of the drawing. */
function view(shape) {
  let box = WORLD;
  if (zoom === "near" && places.length) {
    const [left, right] = middle(places.map(({ at, mentions }) => [at[0], mentions]));
    const [top, bottom] = middle(places.map(({ at, mentions }) => [at[1], mentions]));
    const width = Math.max((right - left) * 1.3, CLOSEST);
    const height = Math.max((bottom - top) * 1.4, 40);
    box = { x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height };
  }
  const width = Math.max(box.width, box.height * shape);
  const height = width / shape;
  return { x: box.x - (width - box.width) / 2, y: box.y - (height - box.height) / 2, width, height };
}

/** From where to where most mentions lie: a twelfth is left out at either end, so that one far place does not shrink all. */
function middle(weighted) {
  weighted.sort((a, b) => a[0] - b[0]);
  const whole = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  let passed = 0;
  const within = weighted.filter(([, weight]) => {
    const before = passed;
    passed += weight;
    return passed > whole / 12 && before < (11 * whole) / 12;
  });
  return [within[0][0], within.at(-1)[0]];
}

function draw() {
  const svg = $("map");
  const { width: pixels, height: pixelsHigh } = svg.getBoundingClientRect();
  if (!pixels || !layer) return;
  const box = view(pixels / pixelsHigh);
  svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
  const unit = box.width / pixels; // one pixel
  const most = Math.max(...places.map(({ mentions }) => mentions), FEW);
  const biggest = Math.min(26, Math.max(14, pixels / 28));
  const circles = places.map((place) => ({
    ...place,
    r: unit * (3.5 + (biggest - 3.5) * Math.sqrt(place.mentions / most)),
  }));
  const taken = [];
  const labels = circles.slice(0, LABELS).flatMap((place) => label(place, unit, taken, box));
  const links = circles.map((place) =>
    s(
      "a",
      {
        href: hrefFor({ who: place.id }),
        onclick: opens({ who: place.id }),
        "aria-label": plain(`${place.name}، ${counted("mention", place.mentions)}`),
      },
      s("title", {}, `${place.name}: ${counted("mention", place.mentions)}`),
      s("circle", { cx: place.at[0], cy: place.at[1], r: place.r }),
    ),
  );
  const focused = [...layer.querySelectorAll("a")].indexOf(document.activeElement);
  layer.replaceChildren(...links, ...labels);
  if (focused >= 0) layer.querySelectorAll("a")[focused]?.focus();
}

/** A place's name below or above its circle, unless it would cover another name or leave the map. */
function label(place, unit, taken, box) {
  const size = 12.5 * unit;
  const half = (place.name.length * size * 0.52) / 2;
  const [x, y] = place.at;
  for (const below of [y + place.r + size, y - place.r - size * 0.35]) {
    const area = [x - half, below - size, x + half, below + size * 0.35];
    const outside = area[0] < box.x || area[2] > box.x + box.width || area[1] < box.y || area[3] > box.y + box.height;
    if (outside || taken.some((other) => area[0] < other[2] && area[2] > other[0] && area[1] < other[3] && area[3] > other[1])) continue;
    taken.push(area);
    return [s("text", { x, y: below, "font-size": size, "stroke-width": 3 * unit, "aria-hidden": "true" }, place.name)];
  }
  return [];
}

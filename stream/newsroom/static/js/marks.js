// A field of an article with its names, quotes and cues marked in place.

import { h } from "./dom.js";
import { hrefFor, opens } from "./address.js";
import { KINDS, RESOLVED, TYPES, UNKNOWN, percent } from "./words.js";

/**
 * The field's paragraphs, each a list of nodes. Offsets count code points, as everywhere in the events.
 * A quote covers its names: the outer element is the quote's, and every piece of it says the same when hovered.
 */
export function marked(event, field) {
  const points = Array.from(event.article[field]);
  const quotes = event.quotes.filter((quote) => quote.field === field);
  const cues = quotes.filter((quote) => quote.cue).map((quote) => quote.cue);
  const mentions = event.entities.flatMap((entity) =>
    entity.mentions.filter((mention) => mention.field === field).map((mention) => ({ ...mention, entity })),
  );
  const breaks = points.flatMap((point, index) => (point === "\n" ? [index, index + 1] : []));
  const edges = [...quotes, ...cues, ...mentions].flatMap(({ start, end }) => [start, end]);
  const cuts = [...new Set([0, points.length, ...breaks, ...edges])]
    .filter((cut) => cut >= 0 && cut <= points.length)
    .sort((a, b) => a - b);

  const paragraphs = [[]];
  let open = null; // the quote that the last node belongs to
  let span = null;
  for (let index = 0; index + 1 < cuts.length; index++) {
    const [from, to] = [cuts[index], cuts[index + 1]];
    const text = points.slice(from, to).join("");
    if (text === "\n") {
      paragraphs.push([]);
      open = null;
      continue;
    }
    const covers = ({ start, end }) => start <= from && end >= to;
    const quote = innermost(quotes.filter(covers));
    const node = piece(text, mentions.find(covers), cues.some(covers));
    if (!quote) {
      paragraphs.at(-1).push(node);
      open = null;
    } else if (quote === open) span.append(node);
    else {
      span = h("span", { class: `said ${quote.kind}`, tabindex: "0", "aria-describedby": "tip" }, node);
      span.tip = quoteTip(quote);
      paragraphs.at(-1).push(span);
      open = quote;
    }
  }
  return paragraphs.filter((nodes) => nodes.length);
}

const innermost = (found) => found.reduce((best, quote) => (!best || quote.start >= best.start ? quote : best), null);

function piece(text, mention, isCue) {
  let node = text;
  if (mention) {
    const { entity } = mention;
    node = h(
      "a",
      { class: "entity", data: { type: entity.type }, href: hrefFor({ who: entity.id }), onclick: opens({ who: entity.id }), "aria-describedby": "tip" },
      text,
    );
    node.tip = [`${TYPES[entity.type]}: ${entity.name}`, `الثقة ${percent(mention.confidence)}`];
  }
  return isCue ? h("span", { class: "cue" }, node) : h("span", {}, node);
}

function quoteTip({ speaker, kind, confidence }) {
  const who = speaker ? `${speaker.name}${speaker.role ? `، ${speaker.role}` : ""}` : UNKNOWN;
  const how = speaker ? `، المتحدث معروف ${RESOLVED[speaker.resolved_by]} (الثقة ${percent(speaker.confidence)})` : "";
  return [who, `${KINDS[kind]}، الثقة ${percent(confidence)}${how}`];
}

/** Show the tip of what the pointer or the focus is on. The innermost element that has one wins. */
export function showTips(root, tip) {
  const show = (event) => {
    let element = event.target;
    while (element && element !== root && !element.tip) element = element.parentElement;
    if (!element?.tip) return hide();
    const [first, second] = element.tip;
    tip.replaceChildren(h("bdi", {}, first), h("small", {}, second));
    tip.hidden = false;
    const boxes = [...element.getClientRects()];
    const box = boxes.find((each) => event.clientY >= each.top && event.clientY <= each.bottom) ?? boxes[0];
    const { width, height } = tip.getBoundingClientRect();
    const frame = root.getBoundingClientRect();
    const x = event.type === "pointerover" ? event.clientX - width / 2 : box.right - width;
    tip.style.left = `${Math.max(frame.left + 8, Math.min(x, frame.right - width - 8))}px`;
    tip.style.top = `${box.top - height - 8 > frame.top ? box.top - height - 8 : box.bottom + 8}px`;
  };
  const hide = () => {
    tip.hidden = true;
  };
  root.addEventListener("pointerover", show);
  root.addEventListener("focusin", show);
  root.addEventListener("pointerleave", hide);
  root.addEventListener("focusout", hide);
  root.addEventListener("scroll", hide, { passive: true });
}

// Building elements. Text goes in as text nodes only: nothing that comes from an article is ever parsed as markup.

const BIDI_CONTROLS = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text as it may be shown: without the characters that turn the direction of what stands around it. */
export const plain = (text) => String(text ?? "").replace(BIDI_CONTROLS, "").replace(CONTROLS, " ");

function build(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : plain(child));
  }
  return element;
}

/** An HTML element: h("p", {class: "role"}, text, …). */
export const h = (tag, properties = {}, ...children) => build(document.createElement(tag), properties, children);

/** An SVG element. */
export const s = (tag, properties = {}, ...children) =>
  build(document.createElementNS("http://www.w3.org/2000/svg", tag), properties, children);

export const $ = (id) => document.getElementById(id);

/** A web address that may stand in a link, or null: http and https only. */
export function safeLink(uri) {
  if (typeof uri !== "string") return null;
  try {
    const url = new URL(uri);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

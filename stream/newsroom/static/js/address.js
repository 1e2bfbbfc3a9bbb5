// What is shown, kept in the address bar: filters, and the article or name that is open.

export const FILTERS = ["q", "person", "place", "organisation", "outlet", "kind", "act", "speaker"];
const listeners = new Set();

export const get = (name) => new URLSearchParams(location.search).get(name) || "";

/** The filters as a query for the interface. */
export function filterQuery() {
  const query = new URLSearchParams();
  for (const name of FILTERS) if (get(name)) query.set(name, get(name));
  return query;
}

/** Change some of it; empty values go. The listeners are told which names changed. */
export function change(values, { replace = false } = {}) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) value ? query.set(name, value) : query.delete(name);
  const text = query.toString();
  if (text === location.search.slice(1)) return;
  history[replace ? "replaceState" : "pushState"](null, "", text ? `?${text}` : location.pathname);
  tell();
}

export function onChange(listener) {
  listeners.add(listener);
}
const tell = () => listeners.forEach((listener) => listener());
addEventListener("popstate", tell);

/** A link to an article or a name on this page; opened in place, and as good in another tab. */
export function hrefFor(values) {
  const query = new URLSearchParams(location.search);
  query.delete("read");
  query.delete("who");
  for (const [name, value] of Object.entries(values)) query.set(name, value);
  return `?${query}`;
}
export function opens(values) {
  return (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    change({ read: "", who: "", ...values });
  };
}

import { $ } from "./dom.js";
import { startFilters } from "./filters.js";
import { startLive } from "./live.js";
import { startMap } from "./map.js";
import { startSheet } from "./sheet.js";
import { startTrends } from "./trends.js";

const theme = $("theme");
const dark = matchMedia("(prefers-color-scheme: dark)");
const stored = () => {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null;
  }
};
function setTheme(name) {
  document.documentElement.dataset.theme = name;
}
if (stored()) setTheme(stored() === "dark" ? "dark" : "light");
theme.addEventListener("click", () => {
  const now = document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
  setTheme(now === "dark" ? "light" : "dark");
  try {
    localStorage.setItem("theme", document.documentElement.dataset.theme);
  } catch {
    // shown for this visit only
  }
});

// On narrow screens one section at a time
const tabs = [...document.querySelectorAll(".tabs a")];
function openTab(name) {
  document.body.dataset.tab = name;
  for (const tab of tabs) {
    if (tab.hash === `#${name}`) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}
for (const tab of tabs) {
  tab.addEventListener("click", (event) => {
    event.preventDefault();
    openTab(tab.hash.slice(1));
    scrollTo(0, 0);
  });
}
openTab("live");

startFilters();
startLive();
startTrends();
startMap();
startSheet();

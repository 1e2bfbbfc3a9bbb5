import { $ } from "./dom.js";
import { startLive } from "./live.js";

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

startLive();

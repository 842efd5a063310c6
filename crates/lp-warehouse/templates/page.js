// The pages are whole without this. It adds the reader's local time, buttons that copy commands, and a status page that
// follows without losing its place, and that says so when the daemon no longer answers.
"use strict";

const REFRESH_MS = 30000;
const ANSWER_WAIT_MS = 15000;

function addLocalTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime()) || at.getTimezoneOffset() === 0) continue;
    const isOtherDay = at.getDate() !== at.getUTCDate();
    const day = isOtherDay ? { weekday: "short" } : {};
    const local = document.createElement("span");
    local.className = "local";
    local.textContent = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", ...day }) + " local";
    time.append(local);
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const place of root.querySelectorAll(".zone")) {
    if (new Date().getTimezoneOffset() !== 0) place.textContent = "; local ones are those of " + zone;
  }
}

async function copy(text) {
  // A browser gives the clipboard to pages of this machine and of https only.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (!isCopied) throw new Error("not copied");
}

function addCopyButtons(root) {
  for (const command of root.querySelectorAll(".command")) {
    const text = command.querySelector("code").textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy: " + text);
    button.addEventListener("click", () => {
      copy(text).then(() => { button.textContent = "Copied"; }, () => { button.textContent = "Not copied"; });
    });
    command.append(button);
  }
}

function dress(root) {
  addLocalTimes(root);
  addCopyButtons(root);
}

function tellOfSilence(since) {
  if (document.querySelector(".lost-contact")) return;
  const told = document.createElement("p");
  told.className = "lost-contact";
  told.setAttribute("role", "alert");
  told.textContent = "lp-warehouse has not answered since " + since.toLocaleTimeString("en-GB") + " local time. This is its last page.";
  document.querySelector("main").prepend(told);
}

let answeredAt = new Date();

async function refresh() {
  // What is being selected to be copied stays.
  if (document.hidden || !document.getSelection().isCollapsed) return;
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(ANSWER_WAIT_MS) });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["main", ".clock"]) {
      const fresh = document.importNode(page.querySelector(part), true);
      document.querySelector(part).replaceWith(fresh);
      dress(fresh);
    }
    document.title = page.title;
    document.querySelector("link[rel=icon]").href = page.querySelector("link[rel=icon]").getAttribute("href");
    answeredAt = new Date();
  } catch {
    tellOfSilence(answeredAt);
  }
}

dress(document);
if (document.querySelector("[data-live]")) setInterval(refresh, REFRESH_MS);

// The words, icons and elements that every part of the sheet is made of.

const MINUTE = 60000,
  UNDO_FOR = 5 * MINUTE;
const WHY_CHANGED = ["Typed wrong", "Wrong row or side", "Heard wrong"];
const ICONS = {
  done: '<circle cx="8" cy="8" r="7.2" fill="currentColor"/><path d="M4.4 8.3l2.5 2.5 4.7-5.3" fill="none" stroke="#fff" stroke-width="2"/>',
  late: '<circle cx="8" cy="8" r="7.2" fill="currentColor"/><path d="M8 3.8V8l3 2.2" fill="none" stroke="#fff" stroke-width="1.8"/>',
  part: '<circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M8 1.4a6.6 6.6 0 0 1 0 13.2z" fill="currentColor"/>',
  now: '<path d="M2.5 1.5l11.5 6.5-11.5 6.5z" fill="#0072b2"/>',
  todo: '<circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" stroke-width="1.6"/>',
  ok: '<path d="M2.5 8.6l3.6 3.6 7.4-8.2" fill="none" stroke="currentColor" stroke-width="2"/>',
  wait: '<path d="M8 12V3.2M4.2 6.8L8 3l3.8 3.8" fill="none" stroke="currentColor" stroke-width="2"/><path d="M1.5 15h13" stroke="currentColor" stroke-width="2" stroke-dasharray="3 2"/>',
};

const DRAWN = {}; // each icon once, to be copied

const button = (text, onclick, attributes = {}) => h("button", { onclick, ...attributes }, text);
const link = (text, onclick, attributes = {}) => button(text, onclick, { class: "link", ...attributes });
const label = (...text) => h("span", { class: "lab" }, text);
const heading = (title, hint, ...buttons) => h("div", { class: "hd" }, h("h2", {}, title), h("p", {}, hint), buttons);

function icon(name) {
  const innerHTML = `<svg class="i" viewBox="0 0 16 16" aria-hidden="true">${ICONS[name]}</svg>`;
  DRAWN[name] ??= Object.assign(h("span"), { innerHTML }).firstChild;
  return DRAWN[name].cloneNode(true);
}

/** Sets an attribute, unless it is so already: a page of unchanged attributes need not be laid out anew. */
function set(el, name, value) {
  if (el.getAttribute(name) !== String(value)) el.setAttribute(name, value);
}

/** Replaces what an element holds only if its words change: the page is laid out anew, and a screen reader says anew,
 *  whatever is written anew. */
function renew(el, parts, words) {
  const held = parts.flat().filter(Boolean),
    said = words ?? held.map((one) => one.textContent ?? one).join("|");
  if (el.words === said) return;
  el.words = said;
  el.replaceChildren(...held);
}

const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
const signed = (text) => String(text).replace(/^-/, "\u2212");
const shown = (field, token) => (field.goal && token > 0 ? `+${token}` : signed(token));
const first = (text) => text.charAt(0).toUpperCase() + text.slice(1);

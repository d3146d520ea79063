// The small elements that every part of the sheet is made of, and how a word or a number is written.

const STROKE = 'fill="none" stroke="currentColor" stroke-width';
const DISC = '<circle cx="8" cy="8" r="7.2" fill="currentColor"/>';
const RING = `<circle cx="8" cy="8" r="6.6" ${STROKE}="1.6"/>`;
const ICONS = {
  done: `${DISC}<path d="M4.4 8.3l2.5 2.5 4.7-5.3" fill="none" stroke="#fff" stroke-width="2"/>`,
  late: `${DISC}<path d="M8 3.8V8l3 2.2" fill="none" stroke="#fff" stroke-width="1.8"/>`,
  part: `${RING}<path d="M8 1.4a6.6 6.6 0 0 1 0 13.2z" fill="currentColor"/>`,
  now: '<path d="M2.5 1.5l11.5 6.5-11.5 6.5z" fill="#0072b2"/>',
  todo: RING,
  ok: `<path d="M2.5 8.6l3.6 3.6 7.4-8.2" ${STROKE}="2"/>`,
  wait: `<path d="M8 12V3.2M4.2 6.8L8 3l3.8 3.8M1.5 15h3m2 0h3m2 0h3" ${STROKE}="2"/>`,
};

const button = (text, onclick, attributes = {}) => h("button", { onclick, ...attributes }, text);
const link = (text, onclick, attributes = {}) => button(text, onclick, { class: "link", ...attributes });
const label = (...text) => h("span", { class: "lab" }, text);
const heading = (title, hint, ...buttons) => h("div", { class: "hd" }, h("h2", {}, title), h("p", {}, hint), buttons);

function icon(name) {
  const holder = h("span");
  holder.innerHTML = `<svg class="i" viewBox="0 0 16 16" aria-hidden="true">${ICONS[name]}</svg>`;
  return holder.firstChild;
}

/** Sets an attribute unless it is so already: unchanged attributes need no new layout. */
function set(el, name, value) {
  if (el.getAttribute(name) !== String(value)) el.setAttribute(name, value);
}

/** Replaces an element's content only if its words change: else the page is laid out, and read aloud, for nothing. */
function renew(el, parts, words) {
  const content = parts.flat().filter(Boolean);
  const text = words ?? content.map((part) => part.textContent ?? part).join("|");
  if (el.words === text) return;
  el.words = text;
  el.replaceChildren(...content);
}

/** A name of which only the middle is seen where there is little room. */
const narrowed = (before, middle, after) => [
  h("span", { class: "more" }, before),
  h("span", {}, middle),
  h("span", { class: "more" }, after),
];

const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
const signed = (text) => String(text).replace(/^-/, "\u2212");
const shown = (field, token) => (field.goal && token > 0 ? `+${token}` : signed(token));
const first = (text) => text.charAt(0).toUpperCase() + text.slice(1);

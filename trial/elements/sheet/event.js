// The form of an event: what went wrong, or what explains a change in a curve. It opens in the sheet, not as a dialog.

function eventForm(sheet, block, close) {
  const marks = Object.fromEntries(block.marks);
  const option = ([key, name]) => h("option", { value: key }, name);
  const list = (name, ...options) => h("select", { "aria-label": name, onchange: show }, option(["", `${name}\u2026`]), options);
  const box = (name, hint, wide) => h("input", { class: wide ? "wide" : "", placeholder: hint, "aria-label": name });
  const choose = ({ currentTarget }) => severities.forEach((one) => set(one, "aria-pressed", one === currentTarget));
  const severities = block.severities.map(([value, name]) => button(name, choose, { value, "aria-pressed": "false" }));
  const began = box("When it began", "now, 1052, -12 min"), action = box("What was done", "what was done", true), words = box("In words", "in words", true);
  const harm = h("div", { class: "pair wrap" }, severities), cause = list("Cause", block.causes.map(option));
  const group = (name, options) => h("optgroup", { label: name }, options.map(option));
  const what = list("What", group("Something went wrong", block.kinds), group("Explains a change in a curve", block.marks));
  const problem = h("p", { role: "alert" });
  function show() { harm.hidden = cause.hidden = what.value in marks; }
  const keep = () => {
    const kind = what.value, mark = marks[kind], said = words.value.trim(), at = new Date().toISOString();
    const severity = severities.find((one) => one.ariaPressed === "true")?.value;
    const text = began.value.trim(), isNow = !text || text === "now", read = isNow ? {} : sheet.typedTime(text);
    const missing = !kind ? "Say what happened." : !mark && !severity ? "Say how severe it is." : kind === "other" && !said ? "Say in words what happened." : read.problem;
    if (missing) { problem.textContent = missing; return; }
    const harmed = mark ? { kind: "other", severity: null } : { kind, severity };
    const event = { ...harmed, cause: cause.value || "unclear", action: action.value.trim(), began_at: at, ...(kind === "medicine" && said ? { medicine: said } : { words: [mark, said].filter(Boolean).join(": ") }) };
    sheet.enter({ id: newId(), kind: "event", dose: sheet.data.dose, slot: sheet.open, event, ...(isNow ? {} : { taken: text, taken_typed_at: at }) }, null);
    close();
  };
  return h("div", { class: "eventform" }, what, harm, cause, began, action, words, problem,
    h("div", { class: "pair" }, button("Keep this event", keep), link("Close", close)));
}

// What was ticked or typed in a form and not saved: said in sight, and in the way of an agreement and of another page.
// Streamlit keeps a form's content in the page until it is submitted: the server cannot know of it.
const NEXT_STEP = ".st-key-next-step";

export default background(({ parentElement, data, listen }) => {
  const touched = new Map(); // the name of a form's section, by form
  let last; // the form that a list of options was opened in
  const notice = h("div", { class: "itb-unsaved", role: "status" });
  parentElement.replaceChildren(notice);

  const show = () => {
    for (const form of touched.keys()) if (!form.isConnected) touched.delete(form);
    const names = [...new Set(touched.values())].join(", ");
    const leave = () => {
      touched.clear();
      show();
    };
    const what = h("p", {}, h("b", {}, "Not saved yet: "), `${names}. Save there, or`);
    notice.replaceChildren(what, h("button", { onclick: leave }, "leave it unsaved"));
    placeOf(parentElement).style.display = names ? "" : "none";
    return !!names;
  };
  const touch = (form) => {
    const name = form.closest("details")?.querySelector("summary strong")?.textContent ?? "this page";
    touched.set(form, name);
    show();
  };
  const typed = ({ target }) => {
    const form = target.closest?.(FORM);
    if (form && target.getAttribute("role") !== "combobox") touch(form); // its list's options are what counts
  };
  const pressed = (event) => {
    const { target } = event;
    const form = target.closest(FORM);
    last = form ?? last;
    if (form && target.closest(SUBMIT)) {
      touched.delete(form);
      show();
    } else if (form && target.closest(CHOICE)) touch(form);
    else if (last?.isConnected && target.closest("[role=option]")) touch(last);
    const goesOn = target.closest(`a[href], .st-key-${data.lock} button, ${NEXT_STEP} button`);
    if (!goesOn || !show()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    notice.animate({ outline: ["3px solid currentColor", "0 solid"] }, 1500);
  };
  for (const kind of ["input", "change"]) listen(document, kind, typed, true);
  listen(document, "click", pressed, true);
  listen(window, "beforeunload", (event) => show() && event.preventDefault());
});

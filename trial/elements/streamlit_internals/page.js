// Marks of Streamlit's page that our scripts look for. Put before each script of ours.
// Public handles on an element's own place, on what scrolls and on a layer above a page whose server is gone would
// replace them.
const ELEMENT = "[data-testid=stElementContainer]"; // what Streamlit puts round each element
const MAIN = "[data-testid=stMain]"; // what scrolls
const TEXT_BOX = ":is(textarea, .stTextInput input)"; // what is typed into
const INJECTION = ".st-key-injection details"; // the form above the sheet
const FORM = "[data-testid=stForm]"; // what is saved by one button
const SUBMIT = "[data-testid=stFormSubmitButton]";
const TICK = ":is([data-testid=stCheckbox], [data-testid=stRadio]) label"; // ticked by a click
const CHOICE = `${TICK}, :is([data-testid=stButtonGroup], [data-testid=stMultiSelect]) :is(button, [role=button])`;
const DRAWN_CHART = ".js-plotly-plot"; // what plotly draws in its element
const CHART_TOOLS = ".modebar"; // its own buttons
const TOP_LAYER = "data-react-aria-top-layer"; // stays usable while Streamlit makes the rest of the page inert

const placeOf = (element) => element.closest(ELEMENT) ?? element;

/** An element with its attributes, its listeners (`onclick`) and what it holds. */
function h(tag, attributes = {}, ...children) {
  const el = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) el.addEventListener(key.slice(2), value);
    else if (value === true) el.setAttribute(key, "");
    else if (value !== false && value != null) el.setAttribute(key, value);
  }
  el.append(...children.flat(Infinity).filter((one) => one != null && one !== false));
  return el;
}

/** A component that shows nothing where it stands: hides its place, and ends what `start` began when it goes. */
function background(start) {
  return ({ parentElement, ...given }) => {
    placeOf(parentElement).style.display = "none";
    const end = new AbortController(),
      { signal } = end;
    const listen = (target, kind, act, capture = false) => target.addEventListener(kind, act, { capture, signal });
    const repeat = (act, milliseconds) => {
      const timer = setInterval(act, milliseconds);
      listen(signal, "abort", () => clearInterval(timer));
    };
    const observe = (act) => {
      const observer = new MutationObserver(act);
      observer.observe(document.querySelector(MAIN) ?? document.body, { childList: true, subtree: true });
      listen(signal, "abort", () => observer.disconnect());
    };
    const stop = start({ parentElement, ...given, listen, repeat, observe });
    return () => {
      end.abort();
      stop?.();
    };
  };
}

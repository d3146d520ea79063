// Where the sheet stands: on its page, or in a layer above it while the server is gone.
// Streamlit makes the page inert when its server is gone; an element in this layer of the body stays usable.

class Place {
  host = h("div", { class: "itb-sheet" });
  root = this.host.attachShadow({ mode: "open" });

  /** The element of the page that the sheet belongs in; it moves there unless it must stand above the page. */
  setPage(parent) {
    this.page = parent;
    if (!this.layer && this.host.parentNode !== parent) parent.append(this.host);
  }

  /** Stand above the page. Returns whether anything moved. */
  rise() {
    if (this.layer || !this.page.isConnected) return false;
    this.layer = h("div", { class: "itb-away", [TOP_LAYER]: "true" });
    document.body.append(this.layer);
    this.move(this.layer, this.layer);
    return true;
  }

  /** Go back to the page. Returns whether it is still there. */
  sink() {
    const { layer, page } = this;
    this.layer = null;
    if (page.isConnected) this.move(page, document.querySelector(MAIN));
    layer.remove();
    return page.isConnected;
  }

  /** Moving must not take the keyboard away from whoever is typing, nor the row from under a finger. */
  move(parent, scroller) {
    const focused = this.root.activeElement;
    const { top } = this.host.getBoundingClientRect();
    parent.append(this.host);
    if (scroller) scroller.scrollTop += this.host.getBoundingClientRect().top - top;
    focused?.focus({ preventScroll: true });
  }
}

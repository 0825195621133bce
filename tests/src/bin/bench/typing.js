// Times every key in the number field: from the key's time stamp to the paint of the last text that it led to, which is
// the key's own or the one that the till has put into groups. The body of a function, run in the page.
const field = document.querySelector("[data-testid=top-up-number]");
const { get, set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");

field.addEventListener("keydown", (event) => window.measured.began(event), { capture: true });
field.addEventListener("input", () => window.measured.changed(), { capture: true });
Object.defineProperty(field, "value", {
  configurable: true,
  get,
  set(text) {
    if (text !== get.call(field)) window.measured.changed();
    set.call(field, text);
  },
});

// The page as it stands, as a file that shows the same without the till: no script, and in its attributes what a person
// has typed, chosen and focused. The body of a function, run in the page.
const copy = document.documentElement.cloneNode(true);
const fields = (root) => [...root.querySelectorAll("input, textarea")];
const copies = fields(copy);
fields(document).forEach((field, at) => {
  if (field.localName === "textarea") copies[at].textContent = field.value;
  else copies[at].setAttribute("value", field.value);
  if ("checked" in field) copies[at].toggleAttribute("checked", field.checked);
});
const all = (root) => [...root.querySelectorAll("*")];
all(copy)[all(document.documentElement).indexOf(document.activeElement)]?.setAttribute("data-focused", "");
copy.querySelectorAll("script, meta[http-equiv], link:not([rel=stylesheet])").forEach((one) => one.remove());
return `<!doctype html>${copy.outerHTML}`;

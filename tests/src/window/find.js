// Finds one visible element by role and accessible name, by text, or by CSS; the body of a function, run in the page.
// A shortened form of the accessible-name computation: enough for markup of ours, which uses labels and ARIA plainly.
const [by, first, second] = arguments;

const tidy = (text) => (text ?? "").replace(/\s+/g, " ").trim();

const ROLES = {
  button: "button, input[type=submit], input[type=button], summary",
  link: "a[href]",
  textbox: "input:not([type]), input[type=text], input[type=tel], input[type=email], input[type=password], input[type=url], textarea",
  searchbox: "input[type=search]",
  spinbutton: "input[type=number]",
  checkbox: "input[type=checkbox]",
  radio: "input[type=radio]",
  combobox: "select",
  option: "option",
  heading: "h1, h2, h3, h4, h5, h6",
  navigation: "nav",
  main: "main",
  dialog: "dialog[open]",
  img: "img, svg[aria-label]",
  list: "ul, ol",
  listitem: "li",
  table: "table",
  row: "tr",
  cell: "td",
  columnheader: "th",
  form: "form",
  status: "output",
  progressbar: "progress",
};

const seen = (element) =>
  element.getClientRects().length > 0 &&
  getComputedStyle(element).visibility !== "hidden" &&
  element.closest("[inert], [aria-hidden=true]") === null;

const name = (element) => {
  const by = element.getAttribute("aria-labelledby");
  if (by) return tidy(by.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(" "));
  const label = element.getAttribute("aria-label");
  if (label) return tidy(label);
  if (element.labels?.length) return tidy([...element.labels].map((label) => label.textContent).join(" "));
  if (element.alt) return tidy(element.alt);
  if (element.matches("input[type=submit], input[type=button]")) return tidy(element.value);
  return tidy(element.innerText) || tidy(element.title) || tidy(element.placeholder);
};

const role = (element) =>
  element.getAttribute("role") ?? Object.keys(ROLES).find((role) => element.matches(ROLES[role])) ?? element.localName;

switch (by) {
  case "css":
    return [...document.querySelectorAll(first)].find(seen) ?? null;
  case "text": {
    const holding = [...document.body.querySelectorAll("*")].filter((element) => seen(element) && tidy(element.innerText).includes(first));
    return holding.find((element) => !holding.some((other) => other !== element && element.contains(other))) ?? null;
  }
  case "role":
  case "role-like": {
    const plain = ROLES[first] ? `:is(${ROLES[first]}):not([role]), ` : "";
    const wanted = tidy(second);
    const matches = (own) => (by === "role" ? own === wanted : own.includes(wanted));
    return [...document.querySelectorAll(`${plain}[role="${first}"]`)].find((element) => seen(element) && matches(name(element))) ?? null;
  }
  case "focused": {
    const element = document.activeElement;
    return element && element !== document.body ? tidy(`${role(element)} ${name(element)}`) : "";
  }
}
return null;

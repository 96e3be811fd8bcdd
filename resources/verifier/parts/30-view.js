/* How things are built for the screen: elements of the page and texts in them, never markup from data. */

let language = "en";
const t = () => TEXTS[language];

const filled = (text, facts) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
/* Not every browser knows every language: figures and dates are written by the page itself. */
const grouped = (number) => String(number).replace(/\B(?=(?:[0-9]{3})+$)/g, t().thousands);

/* Letters that turn the direction of writing or mean nothing on a screen are shown as what cannot be shown. */
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const printable = (text) => String(text).replace(STEERING, "\ufffd");

function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined) continue;
    made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/* What a table of ours says of a name that a stranger chose: never what every object of the language has. */
const entry_of = (table, name) => (table && Object.hasOwn(table, name) ? table[name] : undefined);

const mono = (text) => el("span", { class: "mono data" }, printable(text));
const hole = (words) => el("span", { class: "hole" }, el("span", { "aria-hidden": "true" }, MARK), el("small", {}, words));

/* A sentence of the page in which some facts are elements, not words. */
function sentence(text, facts) {
  const parts = text.split(/(\{\w+\})/).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    return name && name in facts ? facts[name] : part;
  });
  return parts.map((part) => (part instanceof Node ? part : String(part)));
}

const word_list = (name) => WORD_LISTS[name].split(" ");

const words_shown = (words) => el("ol", { class: "words" }, words.map((word) => el("li", {}, word)));

/* Why something was refused, as one or two sentences; names of files in it were chosen by a stranger. */
function refusal_text(refusal) {
  const shown = refusal.paths.slice(0, 5).map((path) => path.slice(0, 60).replace(/[^A-Za-z0-9._/-]/g, "?"));
  const paths = shown.join(", ") + (refusal.paths.length > 5 ? " …" : "");
  const what = filled(t().refused[refusal.kind] ?? refusal.kind, { paths, ...refusal.facts });
  return [what, t().because[`${refusal.kind}.${refusal.problem}`] ?? refusal.problem];
}

const point = (kind, ...content) => el("li", { class: kind }, content);
const section = (title, ...content) => el("section", {}, el("h2", {}, title), content);

/* The records as their disclosures tell them, with labels for people and a mark for what is hidden. */

const LANGUAGE_PLACE = { en: 0, ru: 1, kk: 2 };
const label_in = (labels) => labels[LANGUAGE_PLACE[language]] || labels[0];

/* A day, a month or a year in the reader's words; null for what is none. */
function day_shown(text) {
  const found = /^([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?$/.exec(text);
  if (!found) return null;
  const [, year, month, day] = found, date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month ?? 1) - 1, Number(day ?? 1));
  if (!date.toISOString().startsWith(text)) return null;
  const names = day ? t().months : t().months_alone;
  const facts = { year: Number(year), month: month && names[Number(month) - 1], day: Number(day) };
  return el("time", { datetime: text }, filled(t().date[day ? "day" : month ? "month" : "year"], facts));
}

class RecordView {
  constructor(seals, pseudonyms) {
    this.seals = seals;
    this.numbers = new Map(seals.map((seal, i) => [seal.claims.get("id"), i + 1]));
    this.pseudonyms = pseudonyms instanceof Map ? pseudonyms : new Map();
  }

  article(seal, number) {
    const kind = entry_of(LABELS.kinds, seal.claims.get("kind"));
    const id = seal.claims.get("id"), before = seal.first;
    const rows = [];
    if (this.pseudonyms.has(id)) rows.push(this.row(t().shown_as, this.pseudonym(id)));
    for (const [name, claim] of this.ordered(seal.claims, kind, ["kind", "id"])) {
      const field = entry_of(kind?.units, name);
      const fresh = before !== undefined && !before.has(name);
      const value = this.value(claim, field, before?.get(name), before !== undefined && !fresh);
      rows.push(this.row(field ? label_in(field.label) : name, fresh ? el("mark", {}, value) : value));
    }
    const called = kind ? label_in(kind.label) : printable(seal.claims.get("kind"));
    return el(
      "article", { id: `record-${number}`, "aria-labelledby": `record-${number}-title` },
      el("h3", { id: `record-${number}-title` }, called,
        el("span", { class: "number" }, filled(t().record, { number }), typeof id === "string" ? [" · ", mono(id)] : null)),
      el("dl", { class: "facts" }, rows),
    );
  }

  /* Fields in the order a reader expects, and what is not known behind them; some stand elsewhere. */
  ordered(claims, declared, elsewhere) {
    const known = Object.keys(declared?.units ?? {});
    const place = (name) => (known.includes(name) ? known.indexOf(name) : known.length);
    return [...claims].filter(([name]) => !elsewhere.includes(name)).sort(([a], [b]) => place(a) - place(b));
  }

  row(label, value) {
    return el("div", {}, el("dt", {}, printable(label)), el("dd", {}, value));
  }

  pseudonym(id) {
    return [el("span", { class: "data" }, printable(this.pseudonyms.get(id))), el("span", { class: "tag" }, t().renamed)];
  }

  /* The opened claims of one field. *before* is what was shown before openings, where there were any. */
  value(claim, field, before, compared) {
    if (claim === HIDDEN) return hole(t().hidden_entry);
    if (is_text(claim)) return this.text(claim, is_text(before) ? before : null, compared);
    if (Array.isArray(claim)) return this.list(claim, field, before, compared);
    if (claim instanceof Map) {
      const day = date_of(claim);
      if (day !== null) return this.changed(day, before, compared, undefined, day_shown(day));
      if (claim.size === 1 && claim.has("edtf")) return this.changed(facts_of(claim), before, compared);
      return this.struct(claim, field, before, compared);
    }
    return this.changed(claim, before, compared, field);
  }

  changed(value, before, compared, field = undefined, said = null) {
    const shown = said ?? this.plain(value, field);
    return compared && facts_of(before ?? null) !== value ? el("mark", {}, shown) : shown;
  }

  plain(value, field) {
    if (value instanceof Fraction) return String(value.value);
    if (typeof value !== "string") return value === null ? "—" : String(value);
    const term = field?.terms && entry_of(LABELS.terms[field.terms], value);
    if (term) return label_in(term);
    const number = this.numbers.get(value);
    if (number) {
      const link = el("a", { href: `#record-${number}`, class: "data" }, filled(t().in_bundle, { number }));
      return this.pseudonyms.has(value) ? el("span", {}, link, " ", this.pseudonym(value)) : link;
    }
    return el("span", { class: "data" }, printable(value));
  }

  /* A list is a list; but paragraphs are one text. */
  list(claims, field, before, compared) {
    const earlier = Array.isArray(before) ? before : [];
    if (field?.paragraphs) {
      return claims.map((claim, i) => {
        const text = claim instanceof Map ? claim.get("text") : claim;
        if (text === undefined || text === HIDDEN) return el("p", { class: "text" }, hole(t().hidden));
        const old = earlier[i] instanceof Map ? earlier[i].get("text") : undefined;
        return this.value(text, undefined, old, compared);
      });
    }
    const inside = field?.units ? { units: field.units } : undefined;
    const items = claims.map((claim, i) => el("li", {}, this.value(claim, inside, earlier[i], compared)));
    return el("ul", { class: "items" }, items);
  }

  /* One part alone needs no label; several get theirs. */
  struct(claims, field, before, compared) {
    const old = before instanceof Map ? before : new Map();
    const parts = this.ordered(claims, field, []).map(([name, claim]) => {
      const inside = entry_of(field?.units, name);
      return [inside ? label_in(inside.label) : name, this.value(claim, inside, old.get(name), compared)];
    });
    if (!parts.length) return hole(t().hidden);
    if (parts.length === 1 && field?.units) return parts[0][1];
    return el("dl", { class: "inner" }, parts.map(([label, value]) => this.row(label, value)));
  }

  /* Sentences of spans: shown ones joined, a mark for what is hidden between them, and what was opened marked. */
  text(sentences, before, compared) {
    const pieces = [];
    const add = (piece, fresh) => {
      const last = pieces.at(-1);
      if (last && piece === HIDDEN && last.piece === HIDDEN) return;
      if (last && piece !== HIDDEN && last.piece !== HIDDEN && last.fresh === fresh) last.piece += piece;
      else pieces.push({ piece, fresh });
    };
    sentences.forEach((sentence_, i) => {
      const spans = sentence_.get("s"), old = before?.[i]?.get("s");
      if (!Array.isArray(spans)) return add(HIDDEN, false);
      return spans.forEach((span, j) => {
        const piece = span instanceof Map ? span.get("t") : undefined;
        const was = Array.isArray(old) && old[j] instanceof Map ? old[j].get("t") : undefined;
        if (typeof piece !== "string") add(HIDDEN, false);
        else if (piece !== "") add(piece, compared && typeof was !== "string");
      });
    });
    const nodes = pieces.map(({ piece, fresh }) => {
      if (piece === HIDDEN) return hole(t().hidden);
      return fresh ? el("mark", {}, printable(piece)) : printable(piece);
    });
    return el("p", { class: "text" }, nodes.length ? nodes : hole(t().hidden));
  }
}

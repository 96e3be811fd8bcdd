/* What opened claims say in plain words, as docs/formats/bundle.md tells: by this records.json is made anew. */

const MARK = "▓▓▓";

const has_only = (claims, names) => [...claims.keys()].every((name) => names.includes(name));

/* Sentences are objects with nothing but "s"; a hidden one is empty. */
const is_text = (claims) =>
  Array.isArray(claims) && claims.length > 0 && claims.every((part) => part instanceof Map && has_only(part, ["s"]));

/* A date shown in parts, as far as it is shown; null for anything else. */
function date_of(claims) {
  if (!(claims instanceof Map) || !claims.size || !has_only(claims, ["y", "m", "d"])) return null;
  if (![...claims.values()].every((part) => typeof part === "string")) return null;
  return ["y", "m", "d"].filter((name) => claims.has(name)).map((name) => claims.get(name)).join("-");
}

/* The pieces of a text in their order: a string that is shown, or HIDDEN for whatever stands between two of them. */
function pieces_of_text(sentences) {
  const pieces = [];
  for (const sentence of sentences) {
    const spans = sentence.get("s");
    const shown = Array.isArray(spans) ? spans.map((span) => (span instanceof Map ? span.get("t") : null)) : [null];
    for (const piece of shown) {
      if (typeof piece === "string") pieces.push(piece);
      else if (!pieces.length || pieces.at(-1) !== HIDDEN) pieces.push(HIDDEN);
    }
  }
  return pieces;
}

function facts_of(claims) {
  if (claims === HIDDEN) return null;
  if (is_text(claims)) return pieces_of_text(claims).map((piece) => (piece === HIDDEN ? MARK : piece)).join("");
  if (Array.isArray(claims)) return claims.map(facts_of);
  if (!(claims instanceof Map)) return claims;
  const date = date_of(claims);
  if (date !== null) return date;
  if (claims.size === 1 && claims.has("edtf")) return facts_of(claims.get("edtf"));
  return new Map([...claims].map(([name, part]) => [name, facts_of(part)]));
}

/* How many places are kept back that can be opened later: spans, sentences, elements of lists. */
function hidden_in(claims) {
  if (claims === HIDDEN) return 1;
  const parts = Array.isArray(claims) ? claims : claims instanceof Map ? [...claims.values()] : [];
  const empty = Array.isArray(claims) ? parts.filter((part) => part instanceof Map && !part.size).length : 0;
  return parts.reduce((sum, part) => sum + hidden_in(part), empty);
}

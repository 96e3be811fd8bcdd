/* The verdict for a reader: what holds, what to compare, what the bundle says of itself, and what nothing here proves. */

const AT_ONCE_SHOWN = 100;
const ATTACHMENT_TERMS = "document-kind";
const TAKEN_OUT = ["boxes", "pages_left_out", "muted", "removed", "cut"];

function refused_view(refusal, name) {
  const [what, why] = refusal_text(refusal);
  const foreign = refusal.kind === "NotABundle";
  return el(
    "section", { class: "verdict bad", "data-kind": refusal.kind, "data-problem": refusal.problem },
    el("h2", { tabindex: "-1" }, foreign ? what : t().head.bad),
    foreign ? null : el("p", { class: "statement" }, what),
    el("p", {}, why),
    foreign ? null : el("p", {}, t().instead, " ", t().attention),
    el("p", { class: "quiet" }, `${t().file}: `, el("span", { class: "data" }, printable(name))),
  );
}

/* *judged* is what `judge_key` says. */
async function verdict_view(verdict, judged, expected, name) {
  const tone = { compare: "ask", known: "good", confirmed: "good" }[judged.state] ?? "bad";
  const facts = { found: mono(verdict.signer), expected: mono(expected[0] ?? ""), by: mono(judged.by ?? "") };
  return el(
    "section", { class: `verdict ${tone}`, "data-state": judged.state },
    el("h2", { tabindex: "-1" }, t().head[judged.state]),
    el("p", { class: "statement" }, sentence(t().statement, { signer: mono(verdict.signer) })),
    el("p", {}, sentence(t().say[judged.state], facts)),
    el(
      "dl", { class: "key" },
      el("dt", {}, t().fingerprint), el("dd", { id: "fingerprint" }, mono(verdict.signer)),
      el("dt", {}, t().words), el("dd", { id: "words", lang: "en" }, words_shown(await fingerprint_words(verdict.key, word_list("en")))),
      language === "en" ? null : [
        el("dt", {}, t().words_ru), el("dd", { id: "words-ru", lang: "ru" }, words_shown(await fingerprint_words(verdict.key, word_list("ru")))),
      ],
      judged.key ? [
        el("dt", {}, t().list_key), el("dd", {}, mono(judged.by), words_shown(await fingerprint_words(judged.key, word_list("en")))),
      ] : null,
      el("dt", {}, t().file), el("dd", { class: "data" }, printable(name)),
    ),
  );
}

function points_view(verdict, opened) {
  const p = t().point, facts = { files: grouped(verdict.files), size: grouped(verdict.size), records: grouped(verdict.seals.length) };
  const lines = [p.files, p.archive, p.seals, p.facts].map((text) => point("holds", filled(text, facts)));
  lines.push(point("holds", filled(p.hidden, { hidden: grouped(verdict.hidden) })));
  if (opened) lines.push(point("holds", filled(p.opened, { opened: grouped(opened) })));
  return section(t().holds, el("ul", { class: "points", id: "points" }, lines));
}

function said_view(verdict) {
  const said = t().said, lines = [];
  lines.push(verdict.removals < 0 ? said.no_removals : filled(said.removals, { removals: grouped(verdict.removals) }));
  if (verdict.pseudonyms instanceof Map) lines.push(filled(said.renamed, { renamed: grouped(verdict.pseudonyms.size) }));
  const numbered = [
    point("said", sentence(said.identifier, { identifier: mono(verdict.identifier) })),
    point("said", sentence(said.manifest, { manifest: mono(verdict.manifest) })),
  ];
  return section(t().claims, el("ul", { class: "points" }, lines.map((line) => point("said", line)), numbered));
}

const limits_view = () => section(t().limits, el("ul", { class: "points" }, t().limit.map((line) => point("limit", line))));

/* What lies beside the bundle, each with its file's name. */
async function beside_view(results) {
  const lines = [];
  for (const result of results) {
    const [kind, ...content] = await beside_line(result);
    lines.push(el("li", { class: kind, "data-kind": result.type, "data-problem": result.refusal?.problem ?? "" },
      el("span", { class: "file-name data" }, printable(result.name)), content));
  }
  return section(t().beside, el("ul", { class: "points", id: "beside" }, lines));
}

async function beside_line(result) {
  const { type, value } = result;
  if (result.refusal) return ["bad", refusal_text(result.refusal).join(" ")];
  if (type === "opening") return ["holds", filled(t().opening, { count: value.count, record: value.record })];
  if (type === "slip") return slip_line(value);
  if (type === "list") {
    const facts = { signer: mono(value.signer), old: mono(value.old), names: t().names[value.here ? "yes" : "no"] };
    return ["said", ...sentence(t().list, facts)];
  }
  if (type === "revoked") {
    return [value.here ? "bad" : "said", filled(t().revoked_file, { count: value.keys.length, among: t().among[value.here ? "yes" : "no"] })];
  }
  if (type === "expected") return ["said", filled(t().expected_file, { count: value.length })];
  if (type === "notice") {
    const kind = { replaced: "bad", none: "said", "not-counting": "limit" }[value.state];
    return [kind, ...sentence(t().notice[value.state], { signer: mono(value.signer) })];
  }
  return ["limit", t()[type]];
}

async function slip_line(value) {
  const words = (await fingerprint_words(value.key, word_list(language === "ru" ? "ru" : "en"))).join(" ");
  const facts = { ...value, person: el("strong", { class: "data" }, printable(value.person)), fingerprint: mono(value.fingerprint) };
  const said = sentence(value.person ? t().slip : t().slip_nameless, facts);
  const key = sentence(t().slip_key, { fingerprint: mono(value.fingerprint), words });
  return ["holds", el("span", {}, said), el("span", { class: "file-name" }, key)];
}

function records_view(verdict) {
  const view = new RecordView(verdict.seals, verdict.pseudonyms);
  const holder = el("div", { id: "records" });
  const more = el("button", { type: "button", class: "more" });
  const show = () => {
    const from = holder.childElementCount;
    verdict.seals.slice(from, from + AT_ONCE_SHOWN).forEach((seal, i) => holder.append(view.article(seal, from + i + 1)));
    const left = verdict.seals.length - holder.childElementCount;
    more.hidden = left <= 0;
    more.textContent = filled(t().more, { count: grouped(Math.min(left, AT_ONCE_SHOWN)) });
  };
  more.addEventListener("click", show);
  show();
  const hint = el("p", { class: "quiet" }, sentence(t().records_hint, { mark: hole(t().hidden) }));
  return section(t().records, hint, el("p"), holder, more);
}

function files_view(verdict) {
  const view = new RecordView(verdict.seals, verdict.pseudonyms);
  const items = verdict.attached.map(({ said, path, file }) => {
    const about = said.get("about").map((id) => [view.plain(id), " "]);
    const kind = view.plain(said.get("type") ?? "", { terms: ATTACHMENT_TERMS });
    const taken = TAKEN_OUT.filter((name) => said.has(name)).map((name) => filled(t().taken[name], { count: facts_of(said.get(name)) }));
    const caption = said.get("caption");
    return el("li", {},
      el("span", { class: "mono" }, file ? path : null), file ? " " : null, kind, " ", about,
      typeof caption === "string" ? el("p", { class: "text" }, with_holes(caption)) : null,
      file ? el("span", { class: "file-name" }, filled(t().size, { size: grouped(file.size) }), " · SHA-256 ", mono(file.sum)) : el("span", { class: "file-name" }, t().described),
      taken.length ? el("span", { class: "file-name" }, taken.join(" ")) : null);
  });
  return section(t().report_files, el("p", { class: "quiet" }, t().files_hint), el("ul", { class: "points", id: "attached" }, items));
}

/* A text of plain facts, its marks drawn as marks. */
const with_holes = (text) => text.split(MARK).flatMap((part, i) => (i ? [hole(t().hidden), printable(part)] : [printable(part)]));

/* The page itself: files come in, are told apart, checked, and shown. One check runs at a time; the last one counts. */

const state = { bundle: null, verdict: null, refusal: null, others: [], typed: "", run: 0 };
const byId = (id) => document.getElementById(id);

function choose_language(wanted) {
  language = wanted in TEXTS ? wanted : "en";
  document.documentElement.lang = language;
  document.title = t().title;
  const places = {
    title: t().title, lead: t().lead, "first-use": t().first_use, choose: t().choose, "drop-here": t().drop, "choose-hint": t().choose_hint,
    "expected-label": t().expected, "expected-hint": t().expected_hint, unable: t().unable,
  };
  for (const [id, text] of Object.entries(places)) byId(id).textContent = text;
  const buttons = Object.keys(TEXTS).map((code) => {
    const button = el("button", { type: "button", lang: code, "aria-pressed": String(code === language) }, TEXTS[code].name);
    button.addEventListener("click", () => choose_language(code).then(() => byId("languages").querySelector(`[lang=${code}]`).focus()));
    return button;
  });
  byId("languages").setAttribute("aria-label", t().language);
  byId("languages").replaceChildren(...buttons);
  return show_result(false);
}

function show_progress(stage, done, total) {
  const percent = total ? Math.floor((100 * done) / total) : 100;
  byId("progress").textContent = filled(t().working[stage], { percent, done, total });
}

/* A browser draws only between two tasks: let it, ten times a second. */
function drawing_progress() {
  let last = 0;
  return (stage, done, total) => {
    if (performance.now() - last < 100) return;
    last = performance.now();
    show_progress(stage, done, total);
  };
}

const TITLES = [[OPENING, "opening"], [AUTHOR_SLIP, "slip"]];

/* What a file is by its first bytes and its name: a bundle is whatever is nothing else. */
async function kind_of(file) {
  const head = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
  const titled = TITLES.find(([title]) => starts_with(head, `${title}\n`));
  if (titled) return titled[1];
  if (/\.sig$/i.test(file.name)) return "signature";
  if (starts_with(head, "{") && find_bytes(head, LIST_LAYOUT) >= 0) return "list";
  if (starts_with(head, "{") && find_bytes(head, NOTICE_LAYOUT) >= 0) return "notice";
  if ((find_bytes(head, "ssh-ed25519 ") >= 0 || /revoked/i.test(file.name)) && find_bytes(head, "PK\x03\x04") < 0) {
    return /\.pub$/i.test(file.name) || find_bytes(head, "namespaces=") >= 0 ? "expected" : "revoked";
  }
  return /\.(?:txt|json|jwt|sdjwt)$/i.test(file.name) ? "unknown" : "bundle";
}

async function add_files(files) {
  for (const file of files) {
    const kind = await kind_of(file);
    if (kind === "bundle") Object.assign(state, { bundle: file, verdict: null, refusal: null });
    else state.others.push({ file, kind });
  }
  await check();
}

async function check() {
  const run = (state.run += 1);
  byId("result").replaceChildren();
  if (state.bundle && !state.refusal) {
    try {
      const verdict = await verify_bundle(state.bundle, drawing_progress());
      if (run !== state.run) return;
      state.verdict = verdict;
    } catch (error) {
      if (run !== state.run) return;
      if (!(error instanceof Refusal)) {
        byId("progress").textContent = filled(t().failed, { why: error.name });
        throw error;
      }
      state.refusal = error;
    }
  }
  byId("progress").textContent = "";
  await show_result(true);
}

async function read_whole(file) {
  return new Uint8Array(await file.slice(0, 64 * 2 ** 20).arrayBuffer());
}

/* What the reader expects; words can only be those of a key that is at hand. */
async function expected_keys(lists) {
  const keys = [state.verdict.key, ...lists.map((list) => list.key)];
  const typed = await expected_of(state.typed, keys);
  const found = [...typed.found];
  for (const { file, kind } of state.others) {
    if (kind === "expected") for (const key of keys_in(text_or_nothing(await read_whole(file)))) found.push(await fingerprint_of(key));
  }
  return { found, understood: typed.understood };
}

function text_or_nothing(bytes) {
  try {
    return text_of(bytes);
  } catch {
    return "";
  }
}

/* Everything that lies beside the bundle, judged; openings are put into the seals they are for. */
async function judge_others() {
  const results = [], verdict = state.verdict;
  verdict.seals.forEach((seal) => Object.assign(seal, { claims: seal.first ?? seal.claims, token: seal.first_token ?? seal.token }));
  for (const other of state.others.filter((each) => each.kind !== "signature")) {
    const result = { name: other.file.name, type: other.kind };
    try {
      result.value = await judge_other(other, await read_whole(other.file), verdict, results);
      if (result.value === undefined) result.type = other.kind === "unknown" ? "unknown_file" : "unpaired";
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      result.refusal = error;
    }
    results.push(result);
  }
  const revoked = results.filter((each) => each.type === "revoked" && each.value).flatMap((each) => each.value.keys);
  const lists = results.filter((each) => each.type === "list" && each.value).map((each) => each.value);
  return { results, revoked, lists };
}

async function judge_other({ file, kind }, bytes, verdict) {
  const number = (path) => verdict.seals.findIndex((seal) => seal.path === path) + 1;
  if (kind === "opening") {
    const opened = await apply_opening(bytes, verdict);
    const seal = verdict.seals.find((each) => each.path === opened.path);
    Object.assign(seal, { first: seal.first ?? opened.before, first_token: seal.first_token ?? seal.token });
    Object.assign(seal, { claims: opened.claims, token: opened.token });
    return { count: opened.count, record: number(opened.path) };
  }
  if (kind === "slip") {
    const said = await judge_slip(bytes, verdict);
    return { ...said, record: number(said.path) };
  }
  if (kind === "list" || kind === "notice") {
    const beside = state.others.find((each) => each.file.name === `${file.name}.sig`);
    if (!beside) return undefined;
    const signature = await read_whole(beside.file);
    if (kind === "notice") return read_notice(bytes, signature);
    const list = await read_list(bytes, signature);
    return { ...list, here: list.bundles.includes(verdict.manifest) };
  }
  if (kind === "revoked") {
    const keys = await read_revoked(bytes);
    return { keys, here: keys.includes(verdict.signer) };
  }
  if (kind === "expected") return Promise.all(keys_in(text_or_nothing(bytes)).map(fingerprint_of));
  return undefined;
}

async function show_result(focused) {
  const run = state.run, result = byId("result");
  const parts = await result_parts();
  if (run !== state.run) return;
  result.replaceChildren(...parts);
  if (focused && parts.length) result.querySelector("h2")?.focus();
}

async function result_parts() {
  if (state.refusal) return [refused_view(state.refusal, state.bundle.name), tools_view()];
  if (!state.verdict) {
    const waiting = state.others.length ? [el("p", { class: "note" }, t().no_bundle_yet)] : [];
    return waiting;
  }
  const verdict = state.verdict;
  const { results, revoked, lists } = await judge_others();
  const expected = await expected_keys(lists);
  for (const result of results.filter((each) => each.type === "notice" && each.value)) {
    result.value.state = judge_notice(result.value, verdict, revoked, lists, expected.found);
  }
  const hint = byId("expected-hint");
  hint.textContent = expected.understood ? t().expected_hint : t().expected_unclear;
  byId("expected").setAttribute("aria-invalid", String(!expected.understood));
  const judged = judge_key(verdict, expected.found, revoked, lists);
  const opened = results.filter((each) => each.type === "opening" && each.value).reduce((sum, each) => sum + each.value.count, 0);
  return [
    await verdict_view(verdict, judged, expected.found, state.bundle.name),
    points_view(verdict, opened),
    ...(results.length ? [await beside_view(results)] : []),
    said_view(verdict),
    limits_view(),
    records_view(verdict),
    ...(verdict.attached.length ? [files_view(verdict)] : []),
    tools_view(),
  ];
}

function tools_view() {
  const print = el("button", { type: "button" }, t().print), again = el("button", { type: "button" }, t().again);
  print.addEventListener("click", () => window.print());
  again.addEventListener("click", start_again);
  return el("div", { class: "tools" }, print, again);
}

function start_again() {
  Object.assign(state, { bundle: null, verdict: null, refusal: null, others: [], typed: "", run: state.run + 1 });
  for (const id of ["files", "expected"]) byId(id).value = "";
  byId("progress").textContent = "";
  byId("result").replaceChildren();
  byId("files").focus();
}

/* On paper nothing can be asked for: every record is printed. */
function show_everything() {
  const more = document.querySelector(".more");
  while (more && !more.hidden) more.click();
}

function listen() {
  byId("files").addEventListener("change", (event) => {
    const files = [...event.target.files];
    event.target.value = "";  // so that the same file can be chosen again
    add_files(files);
  });
  let waiting = 0;
  byId("expected").addEventListener("input", (event) => {
    state.typed = event.target.value;
    clearTimeout(waiting);
    waiting = setTimeout(() => show_result(false), 200);
  });
  const over = (event) => {
    event.preventDefault();
    byId("drop").classList.toggle("over", event.type === "dragover");
  };
  window.addEventListener("beforeprint", show_everything);
  for (const name of ["dragover", "dragleave", "drop"]) document.addEventListener(name, over);
  document.addEventListener("drop", (event) => add_files([...event.dataTransfer.files]));
}

async function start() {
  const wanted = (navigator.languages ?? []).map((each) => each.slice(0, 2)).find((each) => each in TEXTS);
  await choose_language(wanted ?? "en");
  listen();
  const able = await browser_is_able();
  byId("unable").hidden = able;
  byId("asking").hidden = !able;
}

const started = start();

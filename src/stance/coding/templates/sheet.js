// The coding sheet: one statement in its context, a few questions, everything by keyboard. Two hosts carry it: a page that saves in
// the browser and exports a file, and a widget in a notebook that hands every judgement to Python.

const QUESTIONS = { statement: "Is it a statement?", actor: "Whose statement is it?", cue_kind: "What does the speaker do?" };
const STANCES = [["favor", "f", "in favor"], ["against", "a", "against"], ["none", "n", "takes no side"]];

function mount(root, data, host) {
  const texts = new Map(data.documents.map((d) => [d.doc_id, Array.from(d.text)])); // offsets count code points
  const claims = new Map(data.claims.map((c) => [c.claim_id, c.text]));
  const records = [...host.load()];
  const items = data.items.map((item) => ({ ...item }));
  let current = 0;
  let picking = null; // words being chosen by keyboard: {start, end} as indices into the words of the document
  let chosen = null; // the stretch of text that the mouse selected last

  for (const r of records) if (r.action === "add") addItem(r, false);

  const h = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((c) => c != null));
    return node;
  };

  const live = h("p", { class: "live", role: "status", "aria-live": "polite" });
  const progress = h("progress", { "aria-label": "Statements judged", max: items.length });
  const count = h("span", { class: "count" });
  const text = h("div", { class: "text", tabindex: "0", role: "document", "aria-label": "The text, with the statement marked" });
  const form = h("form", { class: "questions", "aria-label": "Judgements", onsubmit: (e) => e.preventDefault() });
  const coder = h("strong", {}, data.coder || host.coder || "");
  root.replaceChildren(
    h("div", { class: "stance-sheet" },
      h("header", {}, h("span", {}, "Coder ", coder), progress, count, ...(host.controls || [])),
      live,
      h("main", {}, h("section", { "aria-label": "Source" }, text, tools()), form),
      h("details", { class: "help" }, h("summary", {}, "Keys and rules"), help())));
  const sheet = root.firstChild;
  sheet.addEventListener("keydown", onKey);
  text.addEventListener("mouseup", () => (chosen = selected()));
  text.addEventListener("keyup", () => (chosen = selected() || chosen));
  show(firstOpen());

  function tools() {
    const button = (key, label, action) => h("button", { type: "button", onclick: action, "aria-keyshortcuts": key }, label, h("kbd", {}, key));
    return h("div", { class: "tools", role: "toolbar", "aria-label": "Tools" },
      button("k", "previous", () => go(-1)), button("j", "next", () => go(1)), button("u", "undo", undo),
      button("w", "add missed words", () => take("add")), button("m", "these are its words", () => take("move")));
  }

  function help() {
    return h("div", {},
      h("p", {}, "y or n: whether it is a statement. Digits: the actor, or what the speaker does. f, a, n: in favor of the claim, against it, no side. ",
        "j and k: next and previous statement. u: take the last judgement back."),
      h("p", {}, "w: a statement was missed. Select its words with the mouse first, or press w and choose with the arrow keys: left and right move, ",
        "Shift and right or left make it longer or shorter, Enter takes it, Escape leaves. m: the same for the right words of the statement shown."),
      ...(data.rules || []).map((rule) => h("p", {}, rule)));
  }

  // What stands: the last judgement on each question, if it was not taken back.
  function answer(item, field, claim = null) {
    for (let i = records.length - 1; i >= 0; i--) {
      const r = records[i];
      if (r.statement_id !== item.statement_id || (r.claim_id || null) !== claim) continue;
      if (field === "statement" && r.action === "drop") return "no";
      if (field === "statement" && r.action === "add") return "yes";
      if (r.action === "set" && r.field === field) return r.value || "";
    }
    return "";
  }

  function questions(item) {
    const list = [["statement", null]];
    if (answer(item, "statement") === "no") return list;
    return [...list, ["actor", null], ["cue_kind", null], ...item.claims.map((c) => ["stance", c])];
  }

  function open(item) {
    return questions(item).find(([field, claim]) => !answer(item, field, claim));
  }

  function firstOpen() {
    const i = items.findIndex((item) => open(item));
    return i < 0 ? 0 : i;
  }

  function extent(item) {
    for (let i = records.length - 1; i >= 0; i--)
      if (records[i].statement_id === item.statement_id && records[i].action === "move") return [[records[i].start, records[i].end]];
    return item.spans;
  }

  function words(item) {
    return extent(item).map(([s, e]) => texts.get(item.doc_id).slice(s, e).join("")).join(" ");
  }

  function keep(item, action, more = {}) {
    const spans = extent(item);
    const record = {
      doc_id: item.doc_id, start: spans[0][0], end: spans[spans.length - 1][1], statement_id: item.statement_id, claim_id: null,
      action, field: null, value: null, coder: host.coder || data.coder, coded_at: new Date().toISOString(), codebook: data.codebook,
      note: item.note || null, text: words(item), ...more,
    };
    records.push(record);
    host.save(record, records);
    return record;
  }

  function judge(item, field, value, claim = null) {
    if (field === "statement" && value === "no") keep(item, "drop");
    else keep(item, "set", { field, value, claim_id: claim });
    const next = open(item);
    say(`Saved: ${claim ? claims.get(claim) + ": " : ""}${value || "taken back"}.`);
    if (!next && value) return go(1, true);
    show(current);
  }

  function undo() {
    const item = items[current];
    const before = [...records].reverse().find((r) => r.statement_id === item.statement_id && r.action !== "add" && (r.action !== "set" || r.value));
    const still = before && (before.action !== "set" || answer(item, before.field, before.claim_id || null) === before.value);
    if (!before || !still) return say("Nothing to take back on this statement.");
    if (before.action === "drop") keep(item, "set", { field: "statement", value: "" });
    else if (before.action === "set") keep(item, "set", { field: before.field, value: "", claim_id: before.claim_id });
    else return say("Choose the words again to change them.");
    show(current);
    say("Taken back.");
  }

  function say(words) {
    live.textContent = words;
  }

  function go(step, silent = false) {
    const at = current + step;
    if (at < 0 || at >= items.length) {
      show(current);
      return say(items.every((item) => !open(item)) ? "Everything is judged. " + (host.done || "") : at < 0 ? "This is the first statement." : "This is the last statement; some before it are open.");
    }
    show(at);
    if (!silent) say(`Statement ${at + 1} of ${items.length}.`);
    else live.textContent += ` Statement ${at + 1} of ${items.length}.`;
  }

  function show(at) {
    current = at;
    const item = items[at];
    if (!item) {
      form.replaceChildren(h("p", {}, "There is no statement to judge."));
      return;
    }
    const judged = items.filter((one) => !open(one)).length;
    progress.value = judged;
    progress.max = items.length;
    count.textContent = `${judged} of ${items.length} judged`;
    showText(item);
    const active = open(item);
    form.replaceChildren(
      h("h2", {}, `Statement ${at + 1} of ${items.length}`),
      h("blockquote", {}, words(item)),
      ...questions(item).map(([field, claim]) => question(item, field, claim, active && active[0] === field && active[1] === claim)),
      h("label", { class: "note" }, "Note ", h("input", { type: "text", value: item.note || "", onchange: (e) => note(item, e.target.value) })));
    const focused = form.querySelector("fieldset.active input") || form.querySelector("fieldset input");
    if (focused) focused.focus({ preventScroll: true });
  }

  function note(item, value) {
    item.note = value;
    const last = [...records].reverse().find((r) => r.statement_id === item.statement_id && r.action === "set" && r.value);
    if (last) keep(item, "set", { field: last.field, value: last.value, claim_id: last.claim_id });
    say(last ? "Note saved." : "The note is saved with your next judgement.");
  }

  function choices(item, field) {
    if (field === "statement") return [["yes", "y", "yes"], ["no", "n", "no"]];
    if (field === "actor") {
      const given = answer(item, "actor");
      const names = data.actors.includes(given) || !given ? data.actors : [...data.actors, given];
      return names.map((name, i) => [name, i < 9 ? String(i + 1) : "", name === "unknown" ? "nobody that can be named" : name]);
    }
    if (field === "cue_kind") return data.cue_kinds.map(([kind, label], i) => [kind, String(i + 1), label]);
    return STANCES;
  }

  function question(item, field, claim, active) {
    const given = answer(item, field, claim);
    const name = `q-${field}-${claim || ""}`;
    const says = item.model && (field === "stance" ? item.model.stances[claim] : item.model[field]);
    const options = choices(item, field).map(([value, key, label]) =>
      h("label", {},
        h("input", { type: "radio", name, value, checked: given === value, onclick: () => judge(item, field, value, claim) }),
        key ? h("kbd", {}, key) : null, label));
    const other = field === "actor"
      ? h("label", {}, h("kbd", {}, "o"), "another: ", h("input", {
          type: "text", class: "other", "aria-label": "Another actor",
          onkeydown: (e) => { if (e.key === "Enter" && e.target.value.trim()) judge(item, field, e.target.value.trim()); } }))
      : null;
    return h("fieldset", { class: active ? "active" : given ? "done" : "", "data-field": field, "data-claim": claim || "" },
      h("legend", {}, field === "stance" ? h("span", {}, "On the claim: ", h("em", {}, claims.get(claim))) : QUESTIONS[field]),
      ...options, other,
      says ? h("small", {}, `the model says: ${says}`) : null);
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input[type=text]")) {
      if (event.key === "Escape") show(current);
      return;
    }
    if (picking) return pick(event);
    const item = items[current];
    const key = event.key.toLowerCase();
    const fieldset = event.target.closest && event.target.closest("fieldset");
    const [field, claim] = fieldset ? [fieldset.dataset.field, fieldset.dataset.claim || null] : (item && open(item)) || [];
    const hit = item && field && choices(item, field).find(([, shortcut]) => shortcut === key);
    if (hit) judge(item, field, hit[0], claim);
    else if (key === "o" && field === "actor") form.querySelector("input.other").focus();
    else if (key === "j") go(1);
    else if (key === "k") go(-1);
    else if (key === "u") undo();
    else if (key === "w") take("add");
    else if (key === "m") take("move");
    else return;
    event.preventDefault();
  }

  // The text with the statement marked, and while words are chosen the words chosen.
  function showText(item, picked = null) {
    const chars = texts.get(item.doc_id);
    const about = data.documents.find((d) => d.doc_id === item.doc_id);
    const marks = [...extent(item).map(([s, e]) => [s, e, "said"]), ...(picked ? [[...picked, "picked"]] : [])];
    const edges = [...new Set([0, chars.length, ...marks.flatMap(([s, e]) => [s, e])])].sort((a, b) => a - b);
    const pieces = [];
    for (let i = 0; i + 1 < edges.length; i++) {
      const inside = marks.filter(([s, e]) => s <= edges[i] && edges[i + 1] <= e).map((m) => m[2]);
      const part = chars.slice(edges[i], edges[i + 1]).join("");
      pieces.push(inside.length ? h("mark", { class: inside.join(" ") }, part) : document.createTextNode(part));
    }
    const body = h("div", { class: "body" }, ...pieces);
    text.replaceChildren(h("p", { class: "about" }, [about.title, about.publisher, about.published].filter(Boolean).join(" · ")), body);
    const mark = body.querySelector(picked ? "mark.picked" : "mark.said");
    if (mark) text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
  }

  function selected() {
    const range = (root.getRootNode().getSelection ? root.getRootNode() : document).getSelection();
    const body = text.querySelector(".body");
    if (!range || !range.rangeCount || range.isCollapsed || !body.contains(range.anchorNode) || !body.contains(range.focusNode)) return null;
    const before = document.createRange();
    before.selectNodeContents(body);
    const one = range.getRangeAt(0);
    before.setEnd(one.startContainer, one.startOffset);
    const start = Array.from(before.toString()).length;
    const words = one.toString();
    const lead = Array.from(words).length - Array.from(words.trimStart()).length;
    const size = Array.from(words.trim()).length;
    return size ? [start + lead, start + lead + size] : null;
  }

  function take(action) {
    const range = selected() || chosen;
    if (range) return finish(action, range);
    const item = items[current];
    const all = tokens(item.doc_id);
    const at = extent(item)[0][0];
    const first = Math.max(0, all.findIndex(([s]) => s >= at));
    picking = { action, first, last: first };
    text.focus();
    choose();
  }

  function tokens(doc) {
    const out = [];
    let start = -1;
    texts.get(doc).forEach((c, i, all) => {
      const blank = /\s/.test(c);
      if (!blank && start < 0) start = i;
      if (start >= 0 && (blank || i === all.length - 1)) {
        out.push([start, blank ? i : i + 1]);
        start = -1;
      }
    });
    return out;
  }

  function choose() {
    const item = items[current];
    const all = tokens(item.doc_id);
    const range = [all[picking.first][0], all[picking.last][1]];
    showText(item, range);
    say(`Chosen: ${texts.get(item.doc_id).slice(...range).join("")}. Enter takes it, Escape leaves.`);
    return range;
  }

  function pick(event) {
    const last = tokens(items[current].doc_id).length - 1;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10 }[event.key];
    event.preventDefault();
    if (event.key === "Escape") {
      picking = null;
      show(current);
      return say("Left as it was.");
    }
    if (event.key === "Enter") {
      const { action } = picking;
      const range = choose();
      picking = null;
      return finish(action, range);
    }
    if (!step) return;
    const bound = (n) => Math.max(0, Math.min(last, n));
    if (event.shiftKey) picking.last = Math.max(picking.first, bound(picking.last + step));
    else picking.first = picking.last = bound(picking.first + step);
    choose();
  }

  function finish(action, [start, end]) {
    chosen = null;
    const item = items[current];
    if (action === "move") {
      keep(item, "move", { start, end, text: texts.get(item.doc_id).slice(start, end).join("") });
      show(current);
      return say("These are its words now.");
    }
    const id = `${item.doc_id}:${start}-${end}`;
    const there = items.findIndex((one) => one.statement_id === id || (one.doc_id === item.doc_id && one.spans.length === 1 && one.spans[0][0] === start && one.spans[0][1] === end));
    if (there >= 0) {
      show(there);
      return say("These words are among the statements already; here they are.");
    }
    const record = { doc_id: item.doc_id, start, end, statement_id: id };
    addItem(record, true);
    keep(items[current + 1], "add");
    go(1);
    say("Added. Now say whose it is.");
  }

  function addItem(record, after) {
    if (items.some((one) => one.statement_id === record.statement_id)) return;
    const item = { statement_id: record.statement_id, doc_id: record.doc_id, spans: [[record.start, record.end]], claims: data.claims.map((c) => c.claim_id).slice(0, data.claims_per_statement), model: null };
    if (after) items.splice(current + 1, 0, item);
    else items.push(item);
  }

  return { records };
}

// The page as host: the browser keeps every judgement, and a file carries them to the teacher.
function page() {
  const data = JSON.parse(document.getElementById("stance-sheet").textContent);
  const root = document.getElementById("sheet");
  const start = (coder) => {
    const place = `stance ${data.study} ${coder}`;
    let memory = [];
    let keeps = true;
    try {
      memory = JSON.parse(localStorage.getItem(place) || "[]");
      localStorage.setItem(place, JSON.stringify(memory));
    } catch {
      keeps = false;
    }
    const store = (all) => {
      memory = [...all];
      if (keeps) try { localStorage.setItem(place, JSON.stringify(memory)); } catch { keeps = false; warn(); }
    };
    const warning = document.createElement("p");
    const warn = () => (warning.textContent = keeps ? "" : "This browser keeps nothing: export the file before you close the page.");
    const button = Object.assign(document.createElement("button"), { type: "button", id: "export", textContent: "Export my codings" });
    button.addEventListener("click", () => {
      const lines = memory.map((r) => JSON.stringify(r) + "\n").join("");
      const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([lines], { type: "application/jsonl" })), download: `${coder}.jsonl` });
      link.click();
      URL.revokeObjectURL(link.href);
    });
    const file = Object.assign(document.createElement("input"), { type: "file", accept: ".jsonl" });
    file.addEventListener("change", async () => {
      const known = new Set(memory.map((r) => JSON.stringify(r)));
      const lines = (await file.files[0].text()).split("\n").filter((line) => line.trim());
      try {
        const read = lines.map((line) => JSON.parse(line)).filter((r) => r.coder === coder && !known.has(JSON.stringify(r)));
        store([...memory, ...read].sort((a, b) => (a.coded_at < b.coded_at ? -1 : 1)));
        mount(root, data, host);
      } catch {
        warning.textContent = "That file is none that a sheet exported.";
      }
    });
    const label = document.createElement("label");
    label.append("Go on from a file ", file);
    const host = { coder, load: () => memory, save: (record, all) => store(all), controls: [button, label, warning], done: "Export the file and hand it in." };
    warn();
    mount(root, data, host);
  };
  if (data.coder) return start(data.coder);
  const name = Object.assign(document.createElement("input"), { id: "coder", required: true, pattern: "[A-Za-z0-9][A-Za-z0-9_.\\-]{0,31}", autocomplete: "off" });
  const ask = document.createElement("form");
  ask.className = "stance-sheet";
  const label = document.createElement("label");
  label.append("Your pseudonym, as the teacher gave it to you (letters and digits, such as c07): ", name);
  const go = Object.assign(document.createElement("button"), { textContent: "Begin" });
  ask.append(label, go);
  ask.addEventListener("submit", (event) => { event.preventDefault(); start(name.value.trim()); });
  root.replaceChildren(ask);
  name.focus();
}

// The notebook as host: every judgement goes to Python, which writes it to the coder's file.
function render({ model, el }) {
  const data = model.get("data");
  // Jupyter has keys of its own; what is typed here is for the sheet.
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  mount(el, data, {
    coder: data.coder,
    load: () => model.get("records"),
    save: (record) => model.send(record),
    done: "It is saved in the study's folder of codings.",
  });
}

if (document.getElementById("stance-sheet")) page();
export default { render };

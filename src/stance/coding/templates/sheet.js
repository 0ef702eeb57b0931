// The coding sheet: one statement in its context, a few questions, everything by keyboard. Two hosts carry it: a page that saves in
// the browser and exports a file, and a widget in a notebook that hands every judgement to Python.

const QUESTIONS = { statement: "Is it a statement?", actor: "Whose statement is it?", cue_kind: "What does the speaker do?" };
const STANCES = [["favor", "f", "in favor"], ["against", "a", "against"], ["none", "n", "takes no side"]];

// Letters, digits and what stands inside a word; quotation marks and punctuation around it are no part of it.
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’\-‐‑][\p{L}\p{N}\p{M}]+)*/gu;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

const h = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((c) => c != null));
  return node;
};

// What a beginner reads first.
const guide = (data) =>
  h("section", { class: "guide", "aria-label": "What to do" }, h("p", {}, h("strong", {}, "What to do")),
    h("ul", {}, ...data.guide.map((line) => h("li", {}, line))), h("p", {}, h("strong", {}, "An example. "), data.example));

function mount(root, data, host) {
  const texts = new Map(data.documents.map((d) => [d.doc_id, Array.from(d.text)])); // offsets count code points
  const claims = new Map(data.claims.map((c) => [c.claim_id, c.text]));
  const records = [...host.load()];
  const total = data.items.length; // what was added is named after the one before it, so numbers stay
  const items = data.items.map((item, i) => ({ ...item, name: String(i + 1), stands: new Map() }));
  let current = 0;
  let settled = 0; // how many records were taken in
  let picking = null; // words being chosen by keyboard: {first, last} as indices into the words of the document
  let chosen = null; // the stretch of text that the mouse selected last
  let doubted = null; // the judged statement that one "n" was pressed on; a second one drops it

  records.forEach(settle);

  const live = h("p", { class: "live", role: "status", "aria-live": "polite" });
  const progress = h("progress", { "aria-label": "Statements judged", max: items.length });
  const count = h("span", { class: "count" });
  const text = h("div", { class: "text", tabindex: "0", role: "document", "aria-label": "The text, with the statement marked" });
  const form = h("form", {
    class: "questions", "aria-label": "Judgements", onsubmit: (e) => e.preventDefault(),
    onfocusin: (e) => mark(e.target), onfocusout: (e) => mark(e.relatedTarget) });
  const intro = guide(data);
  const coder = h("strong", {}, data.coder || host.coder || "");
  root.replaceChildren(
    // Focusable, so that a click on an empty spot keeps the keys here.
    h("div", { class: "stance-sheet", tabindex: "-1" },
      h("header", {}, h("span", {}, "Coder ", coder), progress, count, ...(host.controls || [])),
      intro,
      live,
      h("main", {}, h("section", { "aria-label": "Source" }, text, tools()), form),
      h("details", { class: "help" }, h("summary", {}, "Keys and rules"), help())));
  const sheet = root.firstChild;
  sheet.addEventListener("click", () => sheet.matches(":focus-within") || sheet.focus({ preventScroll: true }));
  text.addEventListener("mouseup", () => (chosen = selected()));
  text.addEventListener("keyup", () => (chosen = selected() || chosen));
  show(firstOpen(), true);

  function tools() {
    const button = (key, label, action) => h("button", { type: "button", onclick: action, "aria-keyshortcuts": key }, label, h("kbd", {}, key));
    return h("div", { class: "tools", role: "toolbar", "aria-label": "Tools" },
      button("k", "previous", () => go(-1)), button("j", "next", () => go(1)), button("u", "undo", undo),
      button("w", "add missed words", () => take("add")), button("m", "correct its words", () => take("move")));
  }

  function help() {
    return h("div", {},
      h("p", {}, "y or n: whether it is a statement. Digits: the actor, or what the speaker does. f, a, n: in favor of the claim, against it, no side. ",
        "After the last question the next statement comes by itself; j and k: next and previous statement. c: a claim that is not asked about. u: take the last judgement back, and the one before it, as often as you like."),
      h("p", {}, "Keys answer the framed question. Tab or a click on another question frames that one; this is how answers are changed. ",
        "Arrow keys move between the options of a question, Enter or Space takes one."),
      h("p", {}, "w: a statement was missed. Select its words with the mouse first, or press w and choose with the arrow keys: left and right move, ",
        "Shift and right or left make it longer or shorter, Enter takes it, Escape leaves. m: correct its words, the same for the statement shown."),
      ...data.rules.map((rule) => h("p", {}, rule)), h("p", {}, "An example. ", data.example));
  }

  // Takes a record in. What stands on a question is the top of a stack: undoing says again what stood before, which takes the
  // top off, so it can be repeated, and when the sheet is opened again the records tell the same.
  function settle(r) {
    if (r.action === "add") place(r);
    const item = items.find((one) => one.statement_id === r.statement_id);
    if (!item) return;
    settled += 1;
    item.note = r.note || "";
    if (r.field === "stance") ask(item, r.claim_id);
    if (r.action === "move") item.range = [r.start, r.end];
    const said = { add: "yes", drop: r.value === "" ? "" : "no", move: `${r.start}-${r.end}`, set: r.value || "" }[r.action];
    const field = { add: "statement", drop: "statement", move: "extent" }[r.action] || r.field;
    const key = `${field} ${r.claim_id || ""}`;
    if (!item.stands.has(key)) item.stands.set(key, []);
    const stack = item.stands.get(key);
    const before = stack.length > 1 ? stack[stack.length - 2].value : first(item, field);
    if (said === first(item, field)) stack.length = 0;
    else if (stack.length && said === before) stack.pop();
    else if (!stack.length || said !== stack[stack.length - 1].value) stack.push({ field, claim: r.claim_id || null, value: said, at: settled });
    if (item.anchor && field === "statement" && !stack.length) items.splice(items.indexOf(item), 1);
  }

  // Adds a claim to those that a statement is judged on.
  function ask(item, claim) {
    if (claims.has(claim) && !item.claims.includes(claim)) item.claims = [...item.claims, claim];
  }

  // What a question says before anybody answers.
  function first(item, field) {
    return field === "extent" ? `${item.spans[0][0]}-${item.spans[item.spans.length - 1][1]}` : "";
  }

  // One that was missed comes after the statement that was open then and those added there before: 24, 24a, 24b.
  function place(r) {
    if (!texts.has(r.doc_id) || items.some((one) => one.statement_id === r.statement_id)) return;
    const anchor = items.find((one) => !one.anchor && one.statement_id === r.value) || items.filter((one) => !one.anchor).pop();
    if (!anchor) return;
    const n = items.filter((one) => one.anchor === anchor).length;
    items.splice(items.indexOf(anchor) + 1 + n, 0, {
      statement_id: r.statement_id, doc_id: r.doc_id, spans: [[r.start, r.end]], stands: new Map(), model: null,
      claims: data.claims.map((c) => c.claim_id).slice(0, data.claims_per_statement),
      anchor, name: anchor.name + (LETTERS[n] || `z${n}`),
    });
  }

  function standing(item) {
    return [...item.stands.values()].filter((stack) => stack.length).map((stack) => stack[stack.length - 1]);
  }

  function latest(of) {
    return of.flatMap((item) => standing(item).map((top) => ({ item, ...top }))).sort((a, b) => b.at - a.at)[0];
  }

  function answer(item, field, claim = null) {
    const stack = item.stands.get(`${field} ${claim || ""}`) || [];
    return stack.length ? stack[stack.length - 1].value : "";
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
    return item.range ? [item.range] : item.spans;
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
    settle(record);
    host.save(record, records);
    return record;
  }

  // An answer, or what stood before it ("" for nothing), as the record that says so.
  function put(item, field, value, claim = null) {
    if (field === "extent") {
      const [start, end] = value.split("-").map(Number);
      keep(item, "move", { start, end, text: texts.get(item.doc_id).slice(start, end).join("") });
    } else if (field === "statement" && value === "no") keep(item, "drop");
    // Whoever reads the codings goes by the "add" unless there is a "drop"; the empty value says that it was taken back.
    else if (field === "statement" && !value && item.anchor) keep(item, "drop", { value });
    else keep(item, "set", { field, value, claim_id: claim });
  }

  // Whether the answer was taken.
  function judge(item, field, value, claim = null) {
    const drops = field === "statement" && value === "no" && answer(item, "statement") !== "no";
    if (drops && doubted !== item && standing(item).some((top) => top.field !== "statement" && top.field !== "extent")) {
      doubted = item;
      say("Press n again to say that it is no statement.");
      return false;
    }
    const finishes = open(item);
    put(item, field, value, claim);
    say(`Saved: ${value}.`);
    if (finishes && !open(item)) go(1, true);
    else show(current);
    return true;
  }

  function undo() {
    const last = latest(items);
    if (!last) return say("Nothing to take back.");
    const { item, field, claim } = last;
    const stack = item.stands.get(`${field} ${claim || ""}`);
    const before = stack.length > 1 ? stack[stack.length - 2].value : first(item, field);
    put(item, field, before, claim);
    const here = items.includes(item) ? item : item.anchor;
    show(items.indexOf(here));
    say(`Taken back. Statement ${here.name} of ${total}.`);
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
    const where = `Statement ${items[at].name} of ${total}.`;
    say(silent ? `${live.textContent} ${where}` : where);
  }

  function show(at, opening = false) {
    current = at;
    picking = chosen = doubted = null;
    intro.hidden = records.length > 0;
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
    const asked = open(item);
    const heading = h("h2", { tabindex: "-1" }, `Statement ${item.name} of ${total}`);
    form.replaceChildren(
      heading,
      h("blockquote", {}, words(item)),
      asked ? "" : h("p", { class: "hint" }, "Judged. To change an answer, click its question or go there with Tab."),
      ...questions(item).map(([field, claim]) => question(item, field, claim, asked && asked[0] === field && asked[1] === claim)),
      more(item) || "",
      h("label", { class: "note" }, "Note ", h("input", {
        type: "text", value: item.note || "",
        onchange: (e) => note(item, e.target.value),
        onkeydown: (e) => { if (e.key === "Enter") { note(item, e.target.value); show(current); } } })));
    mark(null);
    const active = form.querySelector("fieldset.active");
    // The sheet takes no focus of a notebook that only shows it.
    if (!opening || host.focus) (active ? option(active) : heading).focus({ preventScroll: true });
    if (opening) return;
    // Both in view where there is room for both, else the question.
    heading.scrollIntoView({ block: "nearest" });
    if (active) active.scrollIntoView({ block: "nearest" });
  }

  // The claims that a statement is not asked about by itself.
  function more(item) {
    const rest = data.claims.filter((c) => !item.claims.includes(c.claim_id));
    if (!rest.length || answer(item, "statement") === "no") return null;
    return h("label", { class: "more" }, h("kbd", {}, "c"), "another claim: ", h("select", {
      onchange: (e) => { ask(item, e.target.value); show(current); } },
      h("option", { value: "" }, ""), ...rest.map((c) => h("option", { value: c.claim_id }, c.text))));
  }

  // The question that keys answer: the one with the focus, else the first that is open; of a finished statement none.
  function mark(focused) {
    const now = (focused && focused.closest("fieldset")) || form.querySelector("fieldset.open");
    for (const one of form.querySelectorAll("fieldset")) one.classList.toggle("active", one === now);
  }

  function option(fieldset) {
    return fieldset.querySelector("input:checked") || fieldset.querySelector("input");
  }

  function note(item, value) {
    if (value === (item.note || "")) return;
    item.note = value;
    const last = latest([item]);
    if (last) put(item, last.field, last.value, last.claim);
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

  function question(item, field, claim, asked) {
    const given = answer(item, field, claim);
    const name = `q-${field}-${claim || ""}`;
    const says = item.model && (field === "stance" ? item.model.stances[claim] : item.model[field]);
    const answered = (e, value) => {
      if (value === given) e.target.focus(); // a click on the answer itself goes to the question
      else if (!judge(item, field, value, claim)) e.preventDefault();
    };
    const options = choices(item, field).map(([value, key, label]) =>
      h("label", { class: given === value && "given" },
        h("input", { type: "radio", name, value, checked: given === value, onclick: (e) => answered(e, value) }),
        key ? h("kbd", {}, key) : null, label));
    const other = field === "actor"
      ? h("label", {}, h("kbd", {}, "o"), "another: ", h("input", {
          type: "text", class: "other", "aria-label": "Another actor",
          onkeydown: (e) => { if (e.key === "Enter" && e.target.value.trim()) judge(item, field, e.target.value.trim()); } }))
      : null;
    const framed = (e) => e.target.closest("label") || option(e.currentTarget).focus();
    // Pressing on a label would take the focus off the question, and the question close before the click arrives.
    const pressed = (e) => e.target.matches("input") || e.preventDefault();
    return h("fieldset", { class: asked ? "open" : given ? "done" : "", "data-field": field, "data-claim": claim || "", onclick: framed, onmousedown: pressed },
      h("legend", {}, field === "stance" ? h("span", {}, "On the claim: ", h("em", {}, claims.get(claim))) : QUESTIONS[field]),
      ...options, other,
      says ? h("small", {}, `the model says: ${says}`) : null);
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target;
    if (at.matches("input[type=text]")) {
      if (event.key !== "Escape") return;
      at.value = at.defaultValue;
      return show(current);
    }
    if (at.matches("select")) return event.key === "Escape" ? show(current) : undefined;
    if (picking) return pick(event);
    const item = items[current];
    if (!item) return;
    const key = event.key.toLowerCase();
    if (key !== "n") doubted = null;
    const active = form.querySelector("fieldset.active");
    const { field, claim } = active ? active.dataset : {};
    const hit = active && choices(item, field).find(([, shortcut]) => shortcut === key);
    const step = { arrowdown: 1, arrowright: 1, arrowup: -1, arrowleft: -1 }[key];
    const radio = at.matches("input[type=radio]");
    if (radio && step) {
      // The browser would answer with every option that is passed.
      const group = [...active.querySelectorAll("input[type=radio]")];
      group[(group.indexOf(at) + step + group.length) % group.length].focus();
    } else if (radio && key === "enter") at.click();
    else if (hit) event.repeat || judge(item, field, hit[0], claim || null); // a key held down judges once
    else if (key === "o" && field === "actor") form.querySelector("input.other").focus();
    else if (key === "c" && form.querySelector("select")) form.querySelector("select").focus();
    else if (key === "j") go(1);
    else if (key === "k") go(-1);
    else if (key === "u") undo();
    else if (key === "w") take("add");
    else if (key === "m") take("move");
    else {
      if (key.length === 1 && key !== " ") say("No such key here; see Keys and rules.");
      return;
    }
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
    if (!all.length) return say("There are no words here.");
    const at = extent(item)[0][0];
    const from = Math.max(0, all.findIndex(([, end]) => end > at));
    picking = { action, first: from, last: from };
    text.focus();
    choose();
  }

  function tokens(doc) {
    const whole = texts.get(doc).join("");
    let units = 0; // JavaScript's own places, which count an emoji twice
    let points = 0;
    return [...whole.matchAll(WORD)].map((match) => {
      points += Array.from(whole.slice(units, match.index)).length;
      units = match.index;
      return [points, points + Array.from(match[0]).length];
    });
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
      show(current);
      return say("Left as it was.");
    }
    if (event.key === "Enter") {
      const { action } = picking;
      return finish(action, choose());
    }
    if (!step) return;
    const bound = (n) => Math.max(0, Math.min(last, n));
    if (event.shiftKey) picking.last = Math.max(picking.first, bound(picking.last + step));
    else picking.first = picking.last = bound(picking.first + step);
    choose();
  }

  function finish(action, [start, end]) {
    const item = items[current];
    if (action === "move") {
      put(item, "extent", `${start}-${end}`);
      show(current);
      return say("These are its words now.");
    }
    const id = `${item.doc_id}:${start}-${end}`;
    const there = items.findIndex((one) => one.statement_id === id || (one.doc_id === item.doc_id && one.spans.length === 1 && one.spans[0][0] === start && one.spans[0][1] === end));
    if (there >= 0) {
      show(there);
      return say("These words are among the statements already; here they are.");
    }
    keep({ statement_id: id, doc_id: item.doc_id, spans: [[start, end]] }, "add", { value: (item.anchor || item).statement_id });
    show(items.findIndex((one) => one.statement_id === id));
    say("Added. Now say whose it is.");
  }

  return onKey;
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
    const warning = h("p", { role: "alert" });
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
        const own = lines.map((line) => JSON.parse(line)).filter((r) => r.coder === coder);
        warn();
        if (!own.length) return (warning.textContent = `That file holds no judgements of ${coder}.`);
        const fresh = own.filter((r) => !known.has(JSON.stringify(r)));
        store([...memory, ...fresh].sort((a, b) => (a.coded_at < b.coded_at ? -1 : 1)));
        onKey = mount(root, data, host);
      } catch {
        warning.textContent = "That file is none that a sheet exported.";
      } finally {
        file.value = ""; // so that the same file can be chosen again
      }
    });
    const label = document.createElement("label");
    label.append("Go on from a file ", file);
    const host = { coder, focus: true, load: () => memory, save: (record, all) => store(all), controls: [button, label, warning], done: "Export the file and hand it in." };
    warn();
    let onKey = mount(root, data, host);
    // The page is the sheet's alone, so its keys work wherever the focus is.
    document.addEventListener("keydown", (event) => onKey(event));
  };
  if (data.coder) return start(data.coder);
  const name = Object.assign(document.createElement("input"), { id: "coder", required: true, pattern: "[A-Za-z0-9][A-Za-z0-9_.\\-]{0,31}", autocomplete: "off" });
  const ask = document.createElement("form");
  ask.className = "stance-sheet";
  const label = document.createElement("label");
  label.append("Your pseudonym, the same in all that you code (letters and digits, such as c07): ", name);
  const go = Object.assign(document.createElement("button"), { textContent: "Begin" });
  ask.append(guide(data), label, go);
  ask.addEventListener("submit", (event) => { event.preventDefault(); start(name.value.trim()); });
  root.replaceChildren(ask);
  name.focus();
}

// The notebook as host: every judgement goes to Python, which writes it to the coder's file.
function render({ model, el }) {
  const data = model.get("data");
  // Jupyter has keys of its own; what is typed here is for the sheet.
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  // Only what is typed inside is heard.
  el.addEventListener("keydown", mount(el, data, {
    coder: data.coder,
    load: () => model.get("records"),
    save: (record) => model.send(record),
    done: "It is saved in the study's folder of codings.",
  }));
}

if (document.getElementById("stance-sheet")) page();
export default { render };

"use strict";
// Draws the figures and makes their marks links: a mark leads to its statement or to the evidence of its cell.
(function () {
  const anchors = JSON.parse(document.getElementById("cell-anchors").textContent);

  function goTo(id) {
    const target = document.getElementById(id);
    if (!target) { return; }
    if (target.hidden) { facets.reset(); }
    for (let part = target; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") { part.open = true; }
    }
    if (location.hash === "#" + id) { target.scrollIntoView(); } else { location.hash = id; }
  }

  // What is chosen above the figures: every mark that no statement of the chosen actor, topic and claim stands behind fades.
  const facets = document.getElementById("facets");
  const statements = facets ? JSON.parse(document.getElementById("statement-facets").textContent) : {};

  function fits(about, chosen) {
    return Object.keys(chosen).every(function (key) {
      return !chosen[key] || (Array.isArray(about[key]) ? about[key].includes(chosen[key]) : about[key] === chosen[key]);
    });
  }

  function behind(kind, data, chosen) {
    if (kind === "statement") { return data in statements && fits(statements[data], chosen); }
    const [first, second] = kind.split(",");
    const mark = { [first]: data[0], [second]: data[1] };
    // A cell without statements is silent about a topic, but it is this actor's and claim's cell.
    if (!Object.keys(chosen).some(function (key) { return chosen[key] && !(key in mark); })) { return fits(mark, chosen); }
    return Object.values(statements).some(function (about) { return fits(about, chosen) && fits(about, mark); });
  }

  function choose() {
    const chosen = Object.fromEntries(new FormData(facets));
    const some = Object.values(chosen).some(Boolean);
    document.querySelectorAll("[data-spec]").forEach(function (holder) {
      if (!holder.data || !holder.dataset.facets) { return; }
      const points = holder.data.map(function (trace) {
        if (!some || !trace.customdata) { return null; }
        return Array.from(trace.customdata, function (data, i) { return behind(holder.dataset.facets, data, chosen) ? i : -1; })
          .filter(function (i) { return i >= 0; });
      });
      Plotly.restyle(holder, { selectedpoints: points, "unselected.marker.opacity": 0.12, "unselected.textfont.color": "rgba(90,90,90,.25)" });
    });
    let shown = 0;
    for (const [id, about] of Object.entries(statements)) {
      const item = document.getElementById("s-" + id);
      const here = fits(about, chosen);
      if (item) { item.hidden = !here; }
      shown += here;
    }
    facets.querySelector("output").textContent = shown + " of " + Object.keys(statements).length + " statements";
  }

  if (facets) {
    facets.addEventListener("change", choose);
    facets.addEventListener("reset", function () { setTimeout(choose); });
    facets.addEventListener("submit", function (event) { event.preventDefault(); });
  }

  function follow(point, kind) {
    let data = point.customdata;
    if (Array.isArray(data) && Array.isArray(data[0])) { data = data[0]; }
    if (data === undefined || data === null) { return; }
    if (Array.isArray(data) && data.length > 1) {
      if (document.body.classList.contains("explore")) {
        kind.split(",").forEach(function (key, i) { facets.elements[key].value = data[i]; });
        choose();
        return;
      }
      goTo(anchors[data[0] + "\u001f" + data[1]] || anchors[data[0]]);
      return;
    }
    goTo("s-" + data);
  }

  function draw(holder) {
    const spec = JSON.parse(document.getElementById(holder.dataset.spec).textContent);
    const config = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d"] };
    spec.layout.autosize = true;
    delete spec.layout.width;
    Plotly.newPlot(holder, spec.data, spec.layout, config).then(function () {
      holder.on("plotly_click", function (event) {
        if (event.points.length) { follow(event.points[0], holder.dataset.facets); }
      });
    });
  }

  document.querySelectorAll("[data-spec]").forEach(draw);
  // What was drawn inside a folded part had no width to be drawn in.
  document.querySelectorAll("details.answers").forEach(function (part) {
    part.addEventListener("toggle", function () {
      part.querySelectorAll("[data-spec]").forEach(function (holder) { Plotly.Plots.resize(holder); });
    });
  });
  // A link into a folded part opens it.
  window.addEventListener("hashchange", function () { goTo(decodeURIComponent(location.hash.slice(1))); });
  if (location.hash) { goTo(decodeURIComponent(location.hash.slice(1))); }

  // On paper a figure fits one page (A4 or Letter within the margins), and the statements stand in full as notes.
  let unfolded = [];
  window.addEventListener("beforeprint", function () {
    unfolded = Array.from(document.querySelectorAll("details[data-print]:not([open])"));
    unfolded.forEach(function (part) { part.open = true; });
    document.querySelectorAll("[data-spec]").forEach(function (holder) {
      Plotly.relayout(holder, { width: 670 });
      holder.style.zoom = Math.min(1, 900 / holder.offsetHeight);
    });
  });
  window.addEventListener("afterprint", function () {
    unfolded.forEach(function (part) { part.open = false; });
    document.querySelectorAll("[data-spec]").forEach(function (holder) {
      holder.style.zoom = "";
      Plotly.relayout(holder, { width: null, autosize: true });
    });
  });
})();

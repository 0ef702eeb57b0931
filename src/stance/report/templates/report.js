"use strict";
// Draws the figures and makes their marks links: a mark leads to its statement or to the evidence of its cell.
(function () {
  const anchors = JSON.parse(document.getElementById("cell-anchors").textContent);

  function goTo(id) {
    const target = document.getElementById(id);
    if (!target) { return; }
    for (let part = target; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") { part.open = true; }
    }
    if (location.hash === "#" + id) { target.scrollIntoView(); } else { location.hash = id; }
  }

  function follow(point) {
    let data = point.customdata;
    if (Array.isArray(data) && Array.isArray(data[0])) { data = data[0]; }
    if (data === undefined || data === null) { return; }
    if (Array.isArray(data) && data.length > 1) {
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
        if (event.points.length) { follow(event.points[0]); }
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

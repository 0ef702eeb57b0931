"use strict";
// Shows of the disagreements those on one question, with certain words, or judged by few.
(function () {
  const stage = document.getElementById("stage");
  const words = document.getElementById("words");
  const few = document.getElementById("few");
  if (!stage) { return; }
  function show() {
    let n = 0;
    for (const row of document.querySelectorAll("#apart tr")) {
      const here = (!("few" in row.dataset) || few.checked) && (!stage.value || row.dataset.stage === stage.value) && row.textContent.toLowerCase().includes(words.value.toLowerCase());
      row.hidden = !here;
      n += here;
    }
    document.getElementById("shown").textContent = n;
  }
  stage.addEventListener("change", show);
  words.addEventListener("input", show);
  if (few) { few.addEventListener("change", show); }
})();

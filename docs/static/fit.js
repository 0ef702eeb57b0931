// Figures are drawn while the page is still being read, before its side columns take their room.
addEventListener("load", () => dispatchEvent(new Event("resize")));

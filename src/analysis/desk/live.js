// Turns the tables of a notebook's outputs into tables with search, sort and filter. The tables stand in the page as
// they are; where this does not run (an untrusted notebook, a preview) they stay readable. No network: the bundle of
// DataTables comes packed in the same output, and is unpacked once a page.
(() => {
  "use strict";
  const here = document.currentScript;
  const own = here && here.parentElement && here.parentElement.querySelector(".jixiao-live");

  const unpack = async (packed) => {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  };

  const load = async (script, style) => {
    const sheet = document.createElement("style");
    sheet.textContent = await unpack(style);
    document.head.appendChild(sheet);
    const address = URL.createObjectURL(new Blob([await unpack(script)], { type: "text/javascript" }));
    try {
      return await import(address);
    } finally {
      URL.revokeObjectURL(address);
    }
  };

  const enhance = (box, bundle) => {
    if (!box || box.dataset.live) return;
    box.dataset.live = "yes";
    try {
      new bundle.default(box.querySelector("table"), JSON.parse(box.dataset.options));
    } catch (failure) {
      console.error(failure);
    }
  };

  window.jixiaoTables = window.jixiaoTables || load(__SCRIPT__, __STYLE__);
  window.jixiaoTables.then((bundle) => {
    if (bundle.set_or_remove_dark_class) bundle.set_or_remove_dark_class();
    enhance(own, bundle);
    document.querySelectorAll(".jixiao-live").forEach((box) => enhance(box, bundle));
  }, console.error);
})();

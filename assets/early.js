// Runs before the first paint: a folded sidebar must not fold before one's eyes.
if (localStorage.getItem("boocode.folded") === "1") document.documentElement.dataset.folded = "1";

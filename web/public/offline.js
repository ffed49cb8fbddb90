// On the page that is shown without a connection (see sw.js): when the browser has one again, what was asked for is asked for again.
addEventListener("online", () => location.reload());

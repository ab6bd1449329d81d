// A page that answered a form and said no stays in the browser's history as a form that was sent: going
// back to it asks "Confirm Form Resubmission". Here it becomes a plain page, which opens empty.
"use strict";
if (document.getElementById("problem")) history.replaceState(null, "", location.href);

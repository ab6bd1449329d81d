// Plain pages: a form that a passkey fills in. It asks the server what to sign, the device asks its owner.
import { asked, said } from "./passkey_parts.js";

async function fill(form) {
  const answer = await fetch(form.dataset.passkey, { method: "POST", cache: "no-store", redirect: "manual" });
  // Something else is due first, such as showing who is there: the server says it by a whole page.
  if (answer.ok) {
    const options = asked(await answer.json());
    const credential = await ("new" in form.dataset
      ? navigator.credentials.create(options)
      : navigator.credentials.get(options));
    form.elements.answer.value = said(credential);
  }
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  let busy = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation(); // what follows is sent by itself
    if (busy) return;
    busy = true;
    const not = form.querySelector("[data-not]");
    not.hidden = true;
    fill(form).catch(() => {
      not.hidden = false;
      busy = false;
    });
  });
}

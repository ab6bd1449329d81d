// Plain pages: a form that a passkey fills in. It asks the server what to sign, the device asks its owner.
"use strict";
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const described = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  function asked(options) {
    const made = { ...options, challenge: bytes(options.challenge) };
    if (options.user) made.user = { ...options.user, id: bytes(options.user.id) };
    made.excludeCredentials = described(options.excludeCredentials);
    made.allowCredentials = described(options.allowCredentials);
    return { publicKey: made };
  }

  function said(credential) {
    const { response } = credential;
    const parts = { clientDataJSON: text(response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
      if (response[name]) parts[name] = text(response[name]);
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: parts });
  }

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
})();

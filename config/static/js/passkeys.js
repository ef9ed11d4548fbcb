// Passkeys: asks the browser for one and posts its answer with the form. Without this script the page says that passkeys don't work.
"use strict";
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const keys = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const ask = {
    create: (wish) => navigator.credentials.create({
      publicKey: {
        ...wish, challenge: bytes(wish.challenge), user: { ...wish.user, id: bytes(wish.user.id) }, excludeCredentials: keys(wish.excludeCredentials),
      },
    }),
    get: (wish) => navigator.credentials.get({
      publicKey: { ...wish, challenge: bytes(wish.challenge), allowCredentials: keys(wish.allowCredentials) },
    }),
  };

  const told = (credential) => {
    const { response } = credential;
    const parts = response.attestationObject
      ? { attestationObject: text(response.attestationObject), transports: response.getTransports ? response.getTransports() : [] }
      : {
        authenticatorData: text(response.authenticatorData), signature: text(response.signature),
        userHandle: response.userHandle ? text(response.userHandle) : null,
      };
    return {
      id: credential.id, rawId: text(credential.rawId), type: credential.type, authenticatorAttachment: credential.authenticatorAttachment || null,
      clientExtensionResults: credential.getClientExtensionResults(), response: { clientDataJSON: text(response.clientDataJSON), ...parts },
    };
  };

  const wishOf = async (form) => {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.dataset.from, { headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) throw new Error("no options");
    return answer.json();
  };

  const sentence = (form, error) => {
    if (error.name === "InvalidStateError") return form.dataset.known;
    return error.name === "NotAllowedError" || error.name === "AbortError" ? form.dataset.cancelled : form.dataset.failed;
  };

  for (const form of document.querySelectorAll("form.passkey")) {
    const lacking = form.querySelector(".lacking");
    const said = form.querySelector(".said");
    if (!window.PublicKeyCredential || !navigator.credentials) {
      lacking.textContent = form.dataset.lacking;
      continue;
    }
    lacking.hidden = true;
    for (const part of form.querySelectorAll(".works")) part.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      said.hidden = true;
      try {
        const wish = await wishOf(form);
        form.elements.credential.value = JSON.stringify(told(await ask[form.dataset.passkey](wish.publicKey || wish)));
        form.submit();
      } catch (error) {
        said.textContent = sentence(form, error);
        said.hidden = false;
      }
    });
  }
})();

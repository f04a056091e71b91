// Passkeys (Web Authentication): asks the service what to ask, the browser for an answer, and sends
// that with the form. A browser that cannot keeps what stands there without this script.
(() => {
  const can = window.isSecureContext && Boolean(window.PublicKeyCredential);
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const asked = (options) => {
    const list = (name) => (options[name] || []).map((one) => ({ ...one, id: bytes(one.id) }));
    const publicKey = { ...options, challenge: bytes(options.challenge) };
    if (options.user) publicKey.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) publicKey.excludeCredentials = list("excludeCredentials");
    if (options.allowCredentials) publicKey.allowCredentials = list("allowCredentials");
    return { publicKey };
  };

  const told = (credential) => {
    const given = credential.response;
    const response = { clientDataJSON: text(given.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (given[name]) response[name] = text(given[name]);
    }
    if (given.getTransports) response.transports = given.getTransports();
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment || undefined,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    });
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    if (!can) return;
    const problem = form.querySelector("[data-problem]");
    const button = form.querySelector("button[type=submit]");
    const say = (words) => {
      problem.textContent = words;
      problem.hidden = !words;
      button.disabled = false;
    };
    form.hidden = false;
    document.querySelectorAll("[data-no-passkeys]").forEach((notice) => { notice.hidden = true; });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      say("");
      button.disabled = true;
      let options;
      try {
        const answer = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
        const found = await answer.json();
        if (!answer.ok) return say(found.detail || form.dataset.failed);
        options = asked(found);
      } catch {
        return say(form.dataset.failed);
      }
      try {
        const ask = form.dataset.passkey === "make" ? "create" : "get";
        form.elements.credential.value = told(await navigator.credentials[ask](options));
      } catch (error) {
        return say(error.name === "InvalidStateError" ? form.dataset.there : form.dataset.stopped);
      }
      form.submit();
    });
  });
})();

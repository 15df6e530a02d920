/** The sample app's page: plain DOM, no library, nothing loaded from elsewhere. */
const element = (id) => document.getElementById(id);

async function greet() {
  const visitor = await (await fetch("/api/me")).json();
  element("hello").textContent = `Hello, ${visitor.name}.`;
}

function listen() {
  const events = new EventSource("/api/live");
  const say = (state, text) => {
    element("live").dataset.state = state;
    element("live").textContent = text;
  };
  events.onopen = () => say("live", "live");
  events.onmessage = (event) => showNotes(JSON.parse(event.data));
  events.onerror = () => say("lost", "reconnecting");
}

function showNotes(notes) {
  element("notes").replaceChildren(...notes.map(noteRow));
}

function noteRow(note) {
  const row = document.createElement("li");
  const text = document.createElement("div");
  text.textContent = note.text;
  const by = document.createElement("small");
  by.textContent = `${note.author}, ${new Date(note.atMs).toLocaleString()}`;
  text.append(by);
  const remove = document.createElement("button");
  remove.className = "plain";
  remove.type = "button";
  remove.textContent = "Remove";
  remove.setAttribute("aria-label", `Remove the note “${note.text.slice(0, 40)}”`);
  remove.onclick = () => fetch(`/api/notes/${note.id}`, { method: "DELETE" });
  row.append(text, remove);
  return row;
}

element("write").onsubmit = async (event) => {
  event.preventDefault();
  const problem = element("write-problem");
  problem.hidden = true;
  const answer = await fetch("/api/notes", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: element("text").value }),
  }).catch(() => null);
  if (answer?.ok) {
    element("write").reset();
    return;
  }
  problem.textContent = "The note was not saved. What you wrote is still here: try again.";
  problem.hidden = false;
};

async function showFiles() {
  const files = await (await fetch("/api/uploads")).json();
  element("files").replaceChildren(
    ...files.map((file) => {
      const row = document.createElement("li");
      const cell = document.createElement("div");
      const link = document.createElement("a");
      link.href = `/api/uploads/${file.id}`;
      link.textContent = file.name;
      const facts = document.createElement("small");
      facts.textContent = `${file.sizeBytes.toLocaleString()} bytes · SHA-256 ${file.sha256}`;
      cell.append(link, facts);
      row.append(cell);
      return row;
    }),
  );
}

element("file").onchange = () => {
  const file = element("file").files[0];
  if (file === undefined) return;
  const bar = element("progress");
  const label = element("file-label");
  const request = new XMLHttpRequest();
  request.open("POST", "/api/uploads");
  request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
  request.upload.onprogress = (event) => {
    bar.value = event.loaded / event.total;
    label.textContent = `Sending ${file.name}: ${Math.round(bar.value * 100)} %`;
  };
  request.onloadend = async () => {
    bar.hidden = true;
    const stored = request.status === 201;
    label.textContent = stored ? "Choose a file" : `${file.name} was not stored. Choose it again.`;
    await showFiles();
  };
  bar.hidden = false;
  bar.value = 0;
  request.send(file);
};

let socket = null;
element("echo").onsubmit = (event) => {
  event.preventDefault();
  const sentAtMs = performance.now();
  const message = element("message").value;
  const show = (text) => {
    element("echoed").textContent = text;
  };
  const send = () => {
    socket.onmessage = (reply) =>
      show(`${reply.data} · back after ${(performance.now() - sentAtMs).toFixed(1)} ms`);
    socket.send(message);
  };
  if (socket?.readyState === WebSocket.OPEN) return send();
  socket = new WebSocket(location.href.replace(/^http/, "ws").replace(/\/[^/]*$/, "/echo"));
  socket.onopen = send;
  socket.onclose = () => show("The connection was closed.");
};

await Promise.all([greet(), showFiles()]);
listen();

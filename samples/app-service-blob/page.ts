import type { StoredFile } from "./files.ts";

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function row(file: StoredFile): string {
  return `<li><a href="/files/${encodeURIComponent(file.name)}">${escape(file.name)}</a> ${file.size} bytes</li>`;
}

/** The one page of the app: what is stored, and a form to add to it. */
export function renderPage(files: readonly StoredFile[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Files</title>
<h1>Files in another organisation's storage account</h1>
<form id="upload"><input type="file" name="file" required> <button>Upload</button> <output></output></form>
<ul>${files.map(row).join("")}</ul>
<script>
document.getElementById("upload").addEventListener("submit", async (event) => {
  event.preventDefault();
  const file = event.target.elements.file.files[0];
  const answer = await fetch("/files/" + encodeURIComponent(file.name), { method: "PUT", body: file });
  if (answer.ok) location.reload();
  else event.target.querySelector("output").textContent = (await answer.json()).fix;
});
</script>
</html>
`;
}

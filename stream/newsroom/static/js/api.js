// Asking the server.

export async function ask(path, query) {
  const response = await fetch(`/api/${path}${query ? `?${query}` : ""}`);
  if (!response.ok) {
    const error = new Error(`${path}: ${response.status}`);
    error.status = response.status;
    throw error;
  }
  return response.json();
}

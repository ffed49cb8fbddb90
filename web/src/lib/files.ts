import { api, unwrap } from "./api";

/** An address that opens a file for a few minutes, for whoever may. */
export const fileLink = (id: string) => unwrap(api.GET("/api/files/{id}/link", { params: { path: { id } } }));

/** Holds the id of the model that was last chosen on this device. Read by the server in `app/kept-model.ts`. */
export const modelCookie = 'model'

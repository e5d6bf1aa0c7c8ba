/** By this id the skip link, the `/` key and whoever gives the focus back find the composer's field. */
export const composerId = 'composer'

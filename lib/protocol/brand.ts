/** The name of the product; it is written nowhere else, so that a fork changes it here. */
export const productName = 'Unfold'

/** Whether nothing of a text can be seen: white space, joiners, marks of direction and the like count as nothing. */
export const isBlank = (text: string): boolean => !/[^\p{White_Space}\p{Default_Ignorable_Code_Point}]/u.test(text)

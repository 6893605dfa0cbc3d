import { create } from "zustand";

/** The row that the keyboard is on; the same after a visit to the order. */
export const useSelected = create<{ selected: string | null; select: (id: string | null) => void }>((set) => ({
  selected: null,
  select: (selected) => {
    set({ selected });
  },
}));

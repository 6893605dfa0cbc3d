export function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden>
      <rect width="32" height="32" rx="7" fill="#0b5d57" />
      <path d="M7 21.5h6.2l5.6-11H25" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round" />
      <circle cx="7" cy="21.5" r="2.6" fill="#fff" />
      <circle cx="25" cy="10.5" r="2.6" fill="#f2b84b" />
    </svg>
  );
}

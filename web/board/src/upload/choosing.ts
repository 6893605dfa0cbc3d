export const ACCEPTED = ".pdf,.png,.jpg,.jpeg,.tif,.tiff,.xml,.eml";

/** The browser's own dialog. */
export function chooseFiles(then: (files: File[]) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = ACCEPTED;
  input.hidden = true;
  input.addEventListener("change", () => {
    input.remove();
    if (input.files?.length) then([...input.files]);
  });
  input.addEventListener("cancel", () => {
    input.remove();
  });
  // In the page, or it may be collected as waste before anybody has chosen.
  document.body.append(input);
  input.click();
}

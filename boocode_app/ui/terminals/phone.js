import { useEffect, useState } from "react";

const PHONE = "(max-width: 767.98px)";

/* Whether the screen is a phone's; null before that is known. */
export function usePhone() {
  const [phone, setPhone] = useState(null);
  useEffect(() => {
    const media = window.matchMedia(PHONE);
    const look = () => setPhone(media.matches);
    look();
    media.addEventListener("change", look);
    return () => media.removeEventListener("change", look);
  }, []);
  return phone;
}

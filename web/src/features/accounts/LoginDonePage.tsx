import { useEffect } from "react";
import { useNavigate } from "react-router";
import { Page } from "@/components/Page";
import { Loading } from "@/components/states";
import { tAccess } from "@/i18n/access";
import { tokens } from "@/lib/session";

/** Back from an OpenID provider: the session stands in a cookie already. */
export default function LoginDonePage() {
  const navigate = useNavigate();
  useEffect(() => {
    void tokens.refresh().then((token) => {
      const from = sessionStorage.getItem("amanat.from");
      sessionStorage.removeItem("amanat.from");
      const own = from?.startsWith("/") && !from.startsWith("//") ? from : "/";
      void navigate(token ? own : "/login", { replace: true });
    });
  }, [navigate]);
  return <Page title={tAccess.signIn.opening} narrow><Loading /></Page>;
}

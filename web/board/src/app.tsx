import { FreightwireProvider } from "@freightwire/react";
import { Tooltip } from "radix-ui";
import { lazy, Suspense, useEffect, useMemo } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import { BoardPage } from "./board/board-page.js";
import { deskFor } from "./desk.js";
import { keepSnapshot } from "./offline/snapshot.js";
import { SignIn, SignInAgain } from "./session/sign-in.js";
import { useSession, type Session } from "./session/session.js";
import { showDevelopers } from "./shell/developers.js";
import { Shell } from "./shell/shell.js";

const OrderPage = lazy(() => import("./order/order-page.js"));

export function App() {
  const session = useSession((store) => store.session);
  // One desk for a person; a renewed token is no other person.
  const who = session && `${session.org}/${session.user}`;
  return (
    <Tooltip.Provider delayDuration={350}>
      <BrowserRouter>{session ? <SignedIn key={who} session={session} /> : <SignIn />}</BrowserRouter>
    </Tooltip.Provider>
  );
}

function SignedIn({ session }: { session: Session }) {
  const { org, user, name } = session;
  const isOver = useSession((store) => store.isOver);
  const desk = useMemo(() => deskFor({ org, user }), [org, user]);
  useEffect(() => useSession.subscribe((now, before) => { if (before.isOver && !now.isOver) desk.client.renewed(); }), [desk]);
  useEffect(() => showDevelopers(desk), [desk]);
  useEffect(() => keepSnapshot(desk, `${org}/${user}`), [desk, org, user]);
  return (
    <FreightwireProvider desk={desk}>
      <Shell>
        <Suspense fallback={<div className="empty" aria-busy="true" />}>
          <Routes>
            <Route path="/" element={<BoardPage />} />
            <Route path="/orders/:orderId" element={<OrderPage />} />
            <Route path="*" element={<Navigate to="/" replace />} />
          </Routes>
        </Suspense>
      </Shell>
      {isOver && <SignInAgain name={name} />}
    </FreightwireProvider>
  );
}

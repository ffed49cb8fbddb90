// The start page: what this is for strangers, what waits for who is signed in.

export default {
  title: "Deals with strangers, safely",
  home: { title: (name: string) => `Hello, ${name}` },
};

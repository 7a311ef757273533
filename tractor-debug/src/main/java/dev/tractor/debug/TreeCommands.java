package dev.tractor.debug;

import static dev.tractor.debug.Command.Scope.ALWAYS;

import java.util.List;

/** The commands about the other actors and tasks of the tree. */
final class TreeCommands {

    /** In the order help lists them. */
    static final List<Command> ALL = List.of(
            new Command(
                    "tree",
                    List.of(),
                    "",
                    "show the tree of actors and tasks",
                    "Shows everything that lives below the root, and marks where this session is.",
                    ALWAYS,
                    (session, _) -> Reply.more(TreeDrawing.page(session))),
            new Command(
                    "actors",
                    List.of(),
                    "",
                    "list the actors",
                    "Shows a line for each actor: its path, what it does, and how many messages wait in its mailbox.",
                    ALWAYS,
                    (session, _) -> ActorsView.show(session)),
            new Command(
                    "actor",
                    List.of(),
                    Command.NODE,
                    "show what an actor or task does and has",
                    "Shows what the actor waits for, where its code is, the fields of its state, the messages in its mailbox"
                            + " and what is below it, without running any of your code; _ is its state then. While it"
                            + " waits the frames of your code have their variables, from level 2 on; what the JIT may"
                            + " have dropped says so. The name is its path, or the end of that as long as no other has it; a task is called by its actor's"
                            + " path and its name, \"/alice/rows\", with \"task\" in front where an actor has that name,"
                            + " too. Nobody is stopped for it, so what is shown may be of several moments.",
                    ALWAYS,
                    ActorView::show),
            new Command(
                    "mailbox",
                    List.of(),
                    Command.NODE,
                    "show the messages that wait for an actor",
                    "Shows who sent the messages that wait in the mailbox of an actor, oldest first, and where a sender"
                            + " waits. A tell is known by the class its code is in. Without a name it shows in which"
                            + " mailboxes messages wait.",
                    ALWAYS,
                    MailboxView::show),
            new Command(
                    "cancel",
                    List.of(),
                    Command.NODE,
                    "cancel another actor or task",
                    "Cancels an actor or a task with all that is below it, and nothing else. One that holds or waits for the"
                            + " terminal is left alone until its session has ended. What this session is in cannot be"
                            + " cancelled from it.",
                    ALWAYS,
                    CancelCommand::run),
            new Command(
                    "dump",
                    List.of(),
                    Command.FILE,
                    "show the tree with the stack of each task",
                    "Shows where the code of each task and actor is now; on the screen the first of them and their frames of"
                            + " yours, in a file all of them and every frame. A file that is there already is left as it"
                            + " is; ctrl-c ends the writing.",
                    ALWAYS,
                    Dump::run));

    private TreeCommands() {}
}

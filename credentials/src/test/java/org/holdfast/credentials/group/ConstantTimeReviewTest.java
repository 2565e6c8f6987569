package org.holdfast.credentials.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.holdfast.credentials.credential.Attributes;
import org.holdfast.credentials.credential.Mac;
import org.holdfast.credentials.issuance.Issued;
import org.holdfast.credentials.presentation.Presentation;
import org.holdfast.credentials.presentation.PresentationWitness;
import org.holdfast.credentials.range.RangeWeights;
import org.holdfast.credentials.range.RangeWitness;
import org.holdfast.credentials.sigma.Prover;
import org.junit.jupiter.api.Test;

/// C24: the part of the review that can be read off the compiled code. Whether the machine code
/// keeps the promise is what the statistic `TimingLeak` looks at.
class ConstantTimeReviewTest {
  /// Everything that computes with secrets, and below it everything it computes with.
  private static final List<Class<?>> SECRET =
      List.of(
          Presentation.class,
          PresentationWitness.class,
          Prover.class,
          RangeWitness.class,
          Mac.class,
          Attributes.class,
          FixedBase.class,
          SecretTable.class,
          BulkEncoding.class,
          PointAccumulator.class,
          FieldAccumulator.class,
          FieldElement.class,
          FieldRoots.class,
          ScalarLimbs.class);

  /// What arithmetic consists of.
  private static final List<Class<?>> ARITHMETIC =
      List.of(
          FieldElement.class,
          FieldAccumulator.class,
          FieldRoots.class,
          PointAccumulator.class,
          CachedPoint.class,
          ScalarLimbs.class,
          SecretTable.class,
          FixedBase.class,
          BulkEncoding.class);

  /// How loops end: by comparing two integers, or one with zero on the way down.
  private static final Set<Opcode> LOOPS =
      EnumSet.of(
          Opcode.IF_ICMPGE, Opcode.IF_ICMPGT, Opcode.IFLT, Opcode.IFLE, Opcode.GOTO, Opcode.GOTO_W);

  @Test
  void c24SecretsMeetNothingInVariableTime() throws IOException {
    for (Class<?> owner : SECRET) {
      for (MethodModel method : parsed(owner).methods()) {
        assertThat(calls(method))
            .as(owner.getSimpleName() + "." + method.methodName())
            .noneMatch(c -> c.contains("artime"));
      }
    }
    assertThat(methods(Issued.class, "issue").flatMap(m -> calls(m).stream()))
        .isNotEmpty()
        .noneMatch(c -> c.contains("artime"));
  }

  @Test
  void c24ArithmeticBranchesForLoopsOnly() throws IOException {
    for (Class<?> owner : ARITHMETIC) {
      for (MethodModel method : parsed(owner).methods()) {
        // Of a message's field, which is public.
        if (!method.methodName().equalsString("isReduced")) {
          assertThat(branches(method))
              .as(owner.getSimpleName() + "." + method.methodName())
              .isSubsetOf(LOOPS);
        }
      }
    }
  }

  @Test
  void c24BitsOfASecretNumberAreTakenWithoutBranches() throws IOException {
    assertThat(methods(RangeWeights.class, "bits").flatMap(m -> branches(m).stream()))
        .isNotEmpty()
        .isSubsetOf(LOOPS);
  }

  @Test
  void theReviewSeesWhatItIsFor() throws IOException {
    assertThat(methods(VartimeTable.class, "vartimeAddProduct").flatMap(m -> branches(m).stream()))
        .contains(Opcode.IFGE);
    assertThat(
            parsed(VartimeChain.class).methods().stream().flatMap(m -> calls(m).stream()).toList())
        .anyMatch(c -> c.contains("artime"));
  }

  private static List<String> calls(MethodModel method) {
    return method.code().stream()
        .flatMap(code -> code.elementStream())
        .filter(InvokeInstruction.class::isInstance)
        .map(InvokeInstruction.class::cast)
        .map(i -> i.owner().asInternalName() + "." + i.name().stringValue())
        .toList();
  }

  /// Branches, and comparisons of long integers, which only a branch can follow.
  private static List<Opcode> branches(MethodModel method) {
    return method.code().stream()
        .flatMap(code -> code.elementStream())
        .mapMulti(
            (Object element, Consumer<Opcode> opcodes) -> {
              if (element instanceof BranchInstruction branch) {
                opcodes.accept(branch.opcode());
              } else if (element instanceof OperatorInstruction operator
                  && operator.opcode() == Opcode.LCMP) {
                opcodes.accept(Opcode.LCMP);
              }
            })
        .toList();
  }

  private static Stream<MethodModel> methods(Class<?> owner, String name) throws IOException {
    return parsed(owner).methods().stream().filter(m -> m.methodName().equalsString(name));
  }

  private static ClassModel parsed(Class<?> owner) throws IOException {
    String file = owner.getName().substring(owner.getPackageName().length() + 1) + ".class";
    try (InputStream bytes = owner.getResourceAsStream(file)) {
      assertThat(bytes).as(file).isNotNull();
      return ClassFile.of().parse(bytes.readAllBytes());
    }
  }
}
